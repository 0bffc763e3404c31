import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { refreshTarget } from "#lib/conversations/refresh-target.ts";
import { isUnreact, type ReactionEvent, reactionEventSchema } from "#lib/meta/events/reaction.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, recordAct } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** A customer reacted to a message, or took the reaction away. */
export async function onReaction(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = reactionEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { reaction } = parsed.data;
  const mid = messageIdOf(reaction.mid);
  const outcome = await recordAct(event, found.channel, needs, {
    kind: "reaction",
    externalMessageId: messageIdOf(event.dedupeKey),
    text: null,
    metadata: { reaction: { ...reaction, mid } },
    targetExternalId: mid,
    words: wordsOf(reaction),
    // A reaction opens the window (facts: docs/wire/meta.md).
    opensWindow: true,
    isToBeAnswered: false,
  });
  if (outcome.status === "processed") await refreshTarget(needs.db, found.channel, mid);
  return outcome;
}

function wordsOf(reaction: ReactionEvent): string {
  if (isUnreact(reaction)) return "[reaction removed]";
  const what = reaction.emoji ?? reaction.reaction;
  return what ? `[reaction ${what}]` : "[reaction]";
}
