import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { DELETED_WORDS, refreshTarget } from "#lib/conversations/refresh-target.ts";
import { unsendEventSchema } from "#lib/meta/events/message.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, recordAct } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** A customer took a message back: what it said is removed here too, a trace stays. */
export async function onUnsend(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = unsendEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const mid = messageIdOf(parsed.data.message.mid);
  const outcome = await recordAct(event, found.channel, needs, {
    kind: "unsend",
    externalMessageId: messageIdOf(`${mid}:unsend`),
    text: null,
    metadata: { unsend: { mid } },
    targetExternalId: mid,
    words: DELETED_WORDS,
    opensWindow: false,
    isToBeAnswered: false,
  });
  if (outcome.status === "processed") await refreshTarget(needs.db, found.channel, mid);
  return outcome;
}
