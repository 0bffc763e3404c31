import { describe, expect, test } from "vitest";
import { answerHandshake } from "./handshake.ts";

const TOKEN = "a-verify-token-of-enough-length";
const query = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.verify_token": TOKEN,
    "hub.challenge": "1158201444",
    ...changes,
  });
const without = (name: string) => {
  const rest = query();
  rest.delete(name);
  return rest;
};

test("the right token gets the challenge back, letter for letter", () => {
  expect(answerHandshake(query(), [TOKEN])).toBe("1158201444");
});

test("during a rotation each token is accepted", () => {
  const tokens = ["the-new-verify-token-of-ours", TOKEN];
  expect(answerHandshake(query(), tokens)).toBe("1158201444");
  expect(answerHandshake(query({ "hub.verify_token": tokens[0] ?? "" }), tokens)).not.toBeNull();
});

describe("is refused", () => {
  test.each([
    ["a wrong token", query({ "hub.verify_token": "wrong" })],
    ["a token right up to its last letter", query({ "hub.verify_token": TOKEN.slice(0, -1) })],
    ["an empty token", query({ "hub.verify_token": "" })],
    ["no token", without("hub.verify_token")],
    ["another mode", query({ "hub.mode": "unsubscribe" })],
    ["no mode", without("hub.mode")],
    ["no challenge", without("hub.challenge")],
    ["an empty challenge", query({ "hub.challenge": "" })],
    ["a challenge with markup", query({ "hub.challenge": "<script>alert(1)</script>" })],
    ["a challenge with a line break", query({ "hub.challenge": "1\r\nset-cookie: a=b" })],
    ["an endless challenge", query({ "hub.challenge": "1".repeat(10_000) })],
    ["a challenge given twice", new URLSearchParams(`${query()}&hub.challenge=2`)],
    ["a token given twice", new URLSearchParams(`${query()}&hub.verify_token=${TOKEN}`)],
    ["a challenge as a list", new URLSearchParams(`${without("hub.challenge")}&hub.challenge[]=1`)],
  ])("%s", (_what, given) => {
    expect(answerHandshake(given, [TOKEN])).toBeNull();
  });

  test("everything when no token is configured", () => {
    expect(answerHandshake(query(), [])).toBeNull();
    expect(answerHandshake(query({ "hub.verify_token": "" }), [])).toBeNull();
  });
});
