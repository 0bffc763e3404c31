import { z } from "zod";
import { findServingChannel } from "#db/queries/channels.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { recordInbound } from "#lib/conversations/record-inbound.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { metaIdSchema } from "#lib/meta/meta-id.ts";
import { ChannelNotReadyError } from "./errors.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

const messageEventSchema = z.looseObject({
  sender: z.looseObject({ id: metaIdSchema }),
  message: z.looseObject({
    mid: metaIdSchema.optional().catch(undefined),
    text: z.string().nullish().catch(null),
    attachments: z.array(z.unknown()).catch([]).default([]),
  }),
});

/** After an outage nobody waits any more for an answer to what was written longer ago. */
const STALE_MS = 30 * 60_000;

/**
 * Meta repeats a delivery for 36 hours at most, and its longest window is seven days. A time far
 * beyond both is a mistake or a sample, and says nothing about the window.
 */
const CREDIBLE_AGE_MS = 30 * 24 * 60 * 60_000;

function ageOf({ receivedAt, occurredAt }: WebhookEvent): number {
  return receivedAt.getTime() - occurredAt.getTime();
}

/** When the customer wrote, as far as the messaging window is concerned. */
function windowTimeOf(event: WebhookEvent): Date {
  return ageOf(event) > CREDIBLE_AGE_MS ? event.receivedAt : event.occurredAt;
}

/** A customer's message: kept here, stored at dm-voice-agent once. */
export async function onMessage(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = messageEventSchema.safeParse(event.payload);
  if (!parsed.success || event.pageId === null) return { status: "ignored", why: "malformed" };
  const { sender, message } = parsed.data;
  if (sender.id === event.pageId) return { status: "ignored", why: "own_message" };

  const channel = await findServingChannel(needs.db, event.pageId);
  if (channel === null) return { status: "ignored", why: "unknown_channel" };
  if (channel.channelId === null) throw new ChannelNotReadyError();

  const isRepaired = event.source === "gap-repair";
  const { conversationId, messageId, isNewest } = await recordInbound(needs, {
    channel: { ...channel, channelId: channel.channelId },
    externalUserId: sender.id,
    externalMessageId: messageIdOf(message.mid ?? event.dedupeKey),
    text: message.text || null,
    attachments: message.attachments,
    occurredAt: event.occurredAt,
    opensWindowAt: isRepaired ? event.occurredAt : windowTimeOf(event),
    isRepaired,
  });
  const isStale = isRepaired && ageOf(event) > STALE_MS;
  return {
    status: "processed",
    conversationId,
    toAnswer: isNewest && !isStale ? messageId : null,
  };
}
