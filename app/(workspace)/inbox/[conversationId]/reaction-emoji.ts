import { REACTIONS, type ReactionName } from "#lib/forms/reactions.ts";

export const REACTION_NAMES = Object.keys(REACTIONS) as ReactionName[];

/** Null for a reaction that Meta has no name for. */
export function reactionNameOf(reaction: string | null): ReactionName | null {
  return REACTION_NAMES.find((name) => name === reaction) ?? null;
}

type Reaction = { reaction: string | null; emoji: string | null };

/** Customers may react with any emoji; some events name only the word. */
export function emojiOf({ reaction, emoji }: Reaction): string {
  const name = reactionNameOf(reaction);
  return emoji ?? (name === null ? "👍" : REACTIONS[name]);
}
