import { expect, test } from "vitest";
import { emojiOf, reactionNameOf } from "./reaction-emoji.ts";

test("the emoji that came wins over the word for it", () => {
  expect(emojiOf({ reaction: "other", emoji: "🎉" })).toBe("🎉");
  expect(emojiOf({ reaction: "angry", emoji: null })).toBe("😠");
  expect(emojiOf({ reaction: null, emoji: null })).toBe("👍");
});

test("only Meta's own words have a name", () => {
  expect(reactionNameOf("wow")).toBe("wow");
  expect(reactionNameOf("other")).toBeNull();
  expect(reactionNameOf("toString")).toBeNull();
  expect(reactionNameOf(null)).toBeNull();
});
