import { describe, expect, test } from "vitest";
import { emailSchema } from "./email.ts";

test.each([
  ["mira@example.com", "mira@example.com"],
  ["  Mira@Example.COM ", "mira@example.com"],
  ["ｍｉｒａ@example.com", "mira@example.com"],
  ["mira＠example.com", "mira@example.com"],
])("%j is %j", (given, expected) => {
  expect(emailSchema.parse(given)).toBe(expected);
});

describe("is refused", () => {
  test.each([
    "",
    "mira",
    "@example.com",
    "mira@",
    "mira@example.com, eve@evil.example",
    "mira@example.com\nbcc: eve@evil.example",
    "mirа@example.com",
    "mira\u0000@example.com",
    `${"m".repeat(320)}@example.com`,
    { $ne: 1 },
    null,
  ])("%j", (given) => {
    expect(emailSchema.safeParse(given).success).toBe(false);
  });
});
