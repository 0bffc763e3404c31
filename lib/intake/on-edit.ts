import { findConversationById } from "#db/queries/conversations.ts";
import { findByExternalId } from "#db/queries/messages.ts";
import { readClock } from "#db/queries/system-state.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { refreshTarget } from "#lib/conversations/refresh-target.ts";
import { NotYetError } from "#lib/errors.ts";
import { editEventSchema } from "#lib/meta/events/message-edit.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, partiesOf, recordAct } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** A customer changed the text of a message; Instagram may leave out who. */
export async function onEdit(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = editEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { channel } = found;
  const { text, num_edit, mid: metaId } = parsed.data.message_edit;
  const mid = messageIdOf(metaId);
  const customer = partiesOf(event).senderId ?? (await customerOf(channel.id, mid, needs));
  if (customer === null) return waitForMessage(event, needs);
  const outcome = await recordAct(event, channel, needs, {
    kind: "edit",
    externalUserId: customer,
    externalMessageId: messageIdOf(num_edit == null ? event.dedupeKey : `${mid}:edit:${num_edit}`),
    text: text ?? null,
    metadata: { message_edit: { mid, num_edit: num_edit ?? null } },
    targetExternalId: mid,
    words: "[message edited]",
    opensWindow: false,
    isToBeAnswered: false,
  });
  if (outcome.status === "processed") await refreshTarget(needs.db, channel, mid);
  return outcome;
}

/** Longer than messages and their edits overtake each other. */
const WAIT_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;

/** Without its message nobody can tell whose it is. @throws {NotYetError} while that may still come. */
async function waitForMessage(event: WebhookEvent, { db }: HandlerNeeds): Promise<Outcome> {
  const waitedMs = (await readClock(db)).getTime() - event.receivedAt.getTime();
  if (waitedMs >= WAIT_MS) return ignored("unknown_message");
  throw new NotYetError("intake.message-awaited", "Its message is not here yet", LOOK_AGAIN_MS);
}

async function customerOf(
  crmChannelId: string,
  mid: string,
  { db }: HandlerNeeds,
): Promise<string | null> {
  const message = await findByExternalId(db, crmChannelId, mid);
  if (message === null || message.direction === "outbound") return null;
  return (await findConversationById(db, message.conversationId))?.externalUserId ?? null;
}
