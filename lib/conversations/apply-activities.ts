import type { Edit, Message, Reaction } from "#db/schema/messages.ts";
import { editEventSchema } from "#lib/meta/events/message-edit.ts";
import { isUnreact, reactionEventSchema } from "#lib/meta/events/reaction.ts";

export type Activity = Pick<Message, "kind" | "text" | "metadata" | "occurredAt">;
type Target = Pick<Message, "text" | "edits" | "reactions" | "occurredAt">;

/**
 * What a message looks like after all that its customer did to it. Computed anew from all of it, so
 * that neither order nor copies make a difference.
 *
 * @param activities Oldest first.
 */
export function applyActivities(
  target: Target,
  activities: readonly Activity[],
): Pick<Message, "text" | "edits" | "reactions"> {
  const edits = activities.filter(({ kind }) => kind === "edit").toSorted(byNumber);
  const original: Edit = target.edits[0] ?? {
    text: target.text,
    at: target.occurredAt.toISOString(),
  };
  const versions = [
    original,
    ...edits.map(({ text, occurredAt }): Edit => ({ text, at: occurredAt.toISOString() })),
  ];
  return {
    text: versions.at(-1)?.text ?? null,
    edits: versions.slice(0, -1),
    reactions: [...target.reactions.filter(({ by }) => by === "page"), ...lastReaction(activities)],
  };
}

/** Meta counts edits; times only tell apart what it did not count. */
function byNumber(one: Activity, other: Activity): number {
  return numberOf(one) - numberOf(other) || one.occurredAt.getTime() - other.occurredAt.getTime();
}

function numberOf({ metadata }: Activity): number {
  return editEventSchema.safeParse(metadata).data?.message_edit.num_edit ?? 0;
}

/** A person has one reaction to a message: a new one replaces it, `unreact` takes it away. */
function lastReaction(activities: readonly Activity[]): Reaction[] {
  const last = activities.findLast(({ kind }) => kind === "reaction");
  if (last === undefined) return [];
  const { reaction } = reactionEventSchema.safeParse(last.metadata).data ?? {};
  if (reaction === undefined || isUnreact(reaction)) return [];
  return [
    {
      by: "customer",
      reaction: reaction.reaction ?? null,
      emoji: reaction.emoji ?? null,
      at: last.occurredAt.toISOString(),
    },
  ];
}
