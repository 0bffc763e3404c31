import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { messageEventSchema } from "#lib/meta/events/message.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, recordAct } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** A customer's message, also one whose content Meta does not show to apps. */
export async function onMessage(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = messageEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { mid, text, attachments, ...parts } = parsed.data.message;
  const isEmpty = !text && attachments.length === 0;
  return recordAct(event, found.channel, needs, {
    kind: "message",
    externalMessageId: messageIdOf(mid ?? event.dedupeKey),
    text: text || null,
    attachments,
    metadata: withoutNothing(parts),
    targetExternalId: parts.reply_to?.mid == null ? null : messageIdOf(parts.reply_to.mid),
    words: isEmpty && parts.is_unsupported ? "[unsupported message]" : null,
    opensWindow: true,
    isToBeAnswered: true,
  });
}

/** Only what is there: the schema fills in what is not. */
export function withoutNothing(parts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parts).filter(
      ([, value]) => value != null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
