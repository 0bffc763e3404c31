import { findByExternalId } from "#db/queries/messages.ts";
import { noteReceipt } from "#db/queries/receipts.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { announce } from "#lib/live/live.ts";
import { deliveryEventSchema, readEventSchema } from "#lib/meta/events/receipts.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, partiesOf, type ServedChannel } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** Messenger: everything up to a time has reached the customer's device. */
export async function onDelivery(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const watermark = deliveryEventSchema.safeParse(event.payload).data?.delivery.watermark;
  return note(event, needs, "received", async () => toTime(watermark));
}

/** The customer has seen everything up to a time (Messenger) or up to one message (Instagram). */
export async function onRead(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const { watermark, mid } = readEventSchema.safeParse(event.payload).data?.read ?? {};
  return note(event, needs, "read", async ({ id }) => {
    if (mid == null) return toTime(watermark);
    const message = await findByExternalId(needs.db, id, messageIdOf(mid));
    return message && (message.claimedAt ?? message.occurredAt);
  });
}

async function note(
  event: WebhookEvent,
  needs: HandlerNeeds,
  what: "received" | "read",
  untilOf: (channel: ServedChannel) => Promise<Date | null>,
): Promise<Outcome> {
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;
  const { id: crmChannelId, tenantId } = found.channel;
  const { senderId: externalUserId } = partiesOf(event);
  if (externalUserId === null) return ignored("no_customer");
  const until = await untilOf(found.channel);
  if (until === null) return ignored("unknown_message");
  const conversationId = await noteReceipt(needs.db, what, { crmChannelId, externalUserId, until });
  if (conversationId !== null) {
    await announce(needs.db, tenantId, { type: "message", conversation_id: conversationId });
  }
  return { status: "processed", conversationId, toAnswer: null };
}

/** Watermarks are ms; some of Meta's samples have seconds. */
const SECONDS_BELOW = 1e11;

function toTime(watermark: number | null | undefined): Date | null {
  if (watermark == null) return null;
  const time = new Date(watermark < SECONDS_BELOW ? watermark * 1_000 : watermark);
  return Number.isNaN(time.getTime()) ? null : time;
}
