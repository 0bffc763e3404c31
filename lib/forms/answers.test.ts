import { expect, test } from "vitest";
import { answerSchema } from "./answers.ts";
import { textLength } from "./text-limits.ts";

const client_id = "0190b5ae-3f3a-7a55-9f6e-2f1c1c1f0a01";

test.each([
  ["blank ends go, inner ones stay", "  Hi \n\n there \n", "Hi \n\n there"],
  ["NUL goes", "a\0b", "ab"],
  ["a lone surrogate is replaced", "a\ud83d", "a\ufffd"],
  ["what takes several messages stays", "😀".repeat(5_000), "😀".repeat(5_000)],
])("%s", (_what, text, sent) => {
  expect(answerSchema.parse({ text, client_id }).text).toBe(sent);
});

test.each([
  ["nothing", {}, ["client_id"]],
  ["a number", { text: 1, client_id }, ["text"]],
  ["a short id", { text: "Hi", client_id: "1234567" }, ["client_id"]],
  ["an endless id", { text: "Hi", client_id: "x".repeat(101) }, ["client_id"]],
  ["an id with a line break", { text: "Hi", client_id: "12345678\n" }, ["client_id"]],
  ["an unknown field", { text: "Hi", client_id, to: "somebody" }, [""]],
])("%s is refused, by the name of its field", (_what, body, fields) => {
  const issues = answerSchema.safeParse(body).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join("."))).toEqual(fields);
});

test("Instagram counts bytes, Messenger characters", () => {
  expect(textLength("жж😀", "instagram")).toBe(8);
  expect(textLength("жж😀", "facebook")).toBe(3);
});
