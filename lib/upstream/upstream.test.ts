import { expect, test } from "vitest";
import { UpstreamAwayError } from "./errors.ts";
import { createUpstream } from "./upstream.ts";

function setUp() {
  const changes: [string, boolean][] = [];
  const upstream = createUpstream({
    name: "voice-agent",
    signOf: () => "away",
    holdMs: 0,
    onChange: (lane, isAway) => changes.push([lane, isAway]),
  });
  const fail = () => upstream.call("generate", () => Promise.reject(new Error("503")));
  const answer = (lane: "store" | "generate" | "rest") =>
    upstream.call(lane, () => Promise.resolve("answer"));
  return { upstream, changes, fail, answer };
}

test("each lane has a circuit of its own, whatever the others are answered", async () => {
  const { changes, fail, answer } = setUp();
  for (let count = 0; count < 10; count += 1) {
    await expect(fail()).rejects.toThrow("503");
    expect(await answer("rest")).toBe("answer");
  }
  await expect(answer("generate")).rejects.toBeInstanceOf(UpstreamAwayError);
  expect(await answer("rest")).toBe("answer");
  expect(await answer("store")).toBe("answer");
  expect(changes).toEqual([
    ["rest", false],
    ["generate", true],
    ["store", false],
  ]);
});

test("tells of one lane, and of all together", async () => {
  const { upstream, fail, answer } = setUp();
  await fail().catch(() => {});
  expect(upstream.hasAnsweredWithin(60_000)).toBe(false);
  await answer("rest");
  expect(upstream.hasAnsweredWithin(60_000)).toBe(true);
  expect(upstream.hasAnsweredWithin(60_000, "rest")).toBe(true);
  expect(upstream.hasAnsweredWithin(60_000, "generate")).toBe(false);
});
