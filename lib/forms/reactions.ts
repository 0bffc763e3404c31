import { z } from "zod";

/** Meta's words for a reaction, with what the customer sees. */
export const REACTIONS = {
  love: "❤️",
  smile: "😆",
  wow: "😮",
  sad: "😢",
  angry: "😠",
  like: "👍",
  dislike: "👎",
} as const;

export type ReactionName = keyof typeof REACTIONS;

const NAMES = Object.keys(REACTIONS) as ReactionName[];

export function emojiOf(reaction: ReactionName): string {
  return REACTIONS[reaction];
}

/** Null takes the reaction back. */
export const reactionSchema = z.strictObject({ reaction: z.enum(NAMES).nullable() });
