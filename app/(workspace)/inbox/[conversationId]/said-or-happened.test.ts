import { expect, test } from "vitest";
import { looksOf } from "./said-or-happened.ts";

const unknown = { message_id: null, text: null };
const known = { message_id: "0198", text: "Hi" };

test.each([
  ["message", null, "bubble"],
  ["message", known, "bubble"],
  ["postback", null, "bubble"],
  ["referral", null, "line"],
  ["handover", null, "line"],
  ["reaction", known, null],
  ["edit", known, null],
  ["unsend", known, null],
  ["reaction", unknown, "line"],
  ["unsend", null, "line"],
] as const)("%s about %o is a %s", (kind, target, looks) => {
  expect(looksOf({ kind, target })).toBe(looks);
});
