import { z } from "zod";

/** Meta's words for a reaction, with what the customer sees. */
const EMOJIS = {
  love: "❤️",
  smile: "😆",
  wow: "😮",
  sad: "😢",
  angry: "😠",
  like: "👍",
  dislike: "👎",
} as const;

export type ReactionName = keyof typeof EMOJIS;

const NAMES = Object.keys(EMOJIS) as ReactionName[];

export function emojiOf(reaction: ReactionName): string {
  return EMOJIS[reaction];
}

/** Null takes the reaction back. */
export const reactionSchema = z.strictObject({ reaction: z.enum(NAMES).nullable() });
