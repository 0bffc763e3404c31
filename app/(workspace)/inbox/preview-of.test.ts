import { expect, test } from "vitest";
import { attachmentWords } from "#lib/conversations/attachment-words.ts";
import { previewOf } from "./preview-of.ts";

const image = { type: "image", payload: { url: "https://cdn.example/1.png" } };

test("what the server writes for attachments is understood", () => {
  expect(previewOf(attachmentWords([image]) ?? "")).toEqual([
    { kind: "image", count: 1, detail: null },
  ]);
  const link = { type: "fallback", payload: { url: "https://a.example", title: "Our shop" } };
  expect(previewOf(attachmentWords([image, image, link]) ?? "")).toEqual([
    { kind: "image", count: 2, detail: null },
    { kind: "fallback", count: 1, detail: "Our shop" },
  ]);
});

test("a message that was taken back has words too", () => {
  expect(previewOf("[message deleted]")).toEqual([{ kind: "deleted", count: 1, detail: null }]);
});

test.each(["share", "post", "reel", "story_mention", "ig_story", "ephemeral", "template"])(
  "%s has words of its own",
  (type) => {
    expect(previewOf(attachmentWords([{ type }]) ?? "")).toMatchObject([{ kind: type, count: 1 }]);
  },
);

test.each(["Hello", "[hello]", "[image] and more", "see [image]", "", "[", "[toString]"])(
  "%s is a text",
  (text) => {
    expect(previewOf(text)).toBeNull();
  },
);
