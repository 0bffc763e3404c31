import { expect, test } from "vitest";
import { partsOfAnswer } from "./to-content.ts";

const url = "https://example.test/1.png";
const reply = { content_type: "text", title: "Yes" } as const;
const answer = (text: string, extras: object = {}) => ({
  text,
  extras: { quick_replies: [], attachments: [], ...extras },
});
const partsOf = (given: ReturnType<typeof answer>, platform: "facebook" | "instagram") =>
  partsOfAnswer(given, platform).map(({ text, content }) => content ?? text);

test("files follow the text, each by itself", () => {
  const attachments = [
    { type: "image", url },
    { type: "file", url },
  ];
  expect(partsOf(answer("Look", { attachments }), "facebook")).toEqual([
    "Look",
    { attachment: { type: "image", url } },
    { attachment: { type: "file", url } },
  ]);
});

test("what Meta would refuse is left out, and the text goes", () => {
  const extras = {
    quick_replies: [{ ...reply, title: "x".repeat(21) }, { content_type: "user_email" }, reply],
    attachments: [{ type: "image", url: "http://example.test/1.png" }],
  };
  expect(partsOf(answer("Sure?", extras), "instagram")).toEqual([
    { text: "Sure?", quick_replies: [reply] },
  ]);
});

test("no more quick replies than Meta takes", () => {
  const many = Array.from({ length: 20 }, () => reply);
  expect(partsOf(answer("?", { quick_replies: many }), "facebook")).toEqual([
    { text: "?", quick_replies: many.slice(0, 13) },
  ]);
});

test.each([
  ["nothing that can be sent", answer(" ", { attachments: [{ type: "image", url: "x" }] })],
  ["a novel", answer("word ".repeat(20_000))],
])("%s is no answer", (_what, given) => {
  expect(() => partsOfAnswer(given, "instagram")).toThrow(
    expect.objectContaining({ class: "bad-answer" }),
  );
});
