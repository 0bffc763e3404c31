const emojis = {
  smile: "😆",
  angry: "😠",
  sad: "😢",
  wow: "😮",
  love: "❤️",
  like: "👍",
  dislike: "👎",
  other: "🎉",
};

export type ReactionName = keyof typeof emojis;

export const reactionNames = Object.keys(emojis) as ReactionName[];

export function isReactionName(name: string): name is ReactionName {
  return Object.hasOwn(emojis, name);
}

export function emojiOf(reaction: ReactionName): string {
  return emojis[reaction];
}
