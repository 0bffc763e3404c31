import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createBreaker } from "./breaker.ts";
import { UpstreamAwayError } from "./errors.ts";

class Away extends Error {}

function setUp(holdMs: number) {
  const changes: boolean[] = [];
  const breaker = createBreaker({
    name: "graph",
    isAway: (error) => error instanceof Away,
    holdMs,
    onChange: (isAway) => changes.push(isAway),
  });
  let calls = 0;
  const fail = () => {
    calls += 1;
    return Promise.reject(new Away());
  };
  const answer = () => {
    calls += 1;
    return Promise.resolve("answer");
  };
  const open = async () => {
    for (let count = 0; count < 10; count += 1) await breaker.call(fail).catch(() => {});
  };
  return { breaker, changes, fail, answer, open, calls: () => calls };
}

test("ten failures in a row end the asking; refusals between them do not count", async () => {
  const { breaker, fail, open, answer, calls } = setUp(0);
  for (let count = 0; count < 9; count += 1) await breaker.call(fail).catch(() => {});
  await expect(breaker.call(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await open();
  const before = calls();
  await expect(breaker.call(answer)).rejects.toBeInstanceOf(UpstreamAwayError);
  expect(calls()).toBe(before);
});

test("one call at a time asks whether the other side is back, and all go on when it is", async () => {
  const { breaker, changes, open, fail, answer, calls } = setUp(10_000);
  await open();
  const before = calls();
  let isBack = false;
  const waiting = Array.from({ length: 5 }, () =>
    breaker.call(async () => {
      if (!isBack) return fail();
      await sleep(5);
      return answer();
    }),
  );
  const settled = Promise.allSettled(waiting);
  await sleep(700);
  expect(calls() - before).toBeLessThanOrEqual(1);
  isBack = true;
  const results = await settled;
  expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(4);
  expect(changes.slice(0, -1).every((isAway) => isAway)).toBe(true);
  expect(changes.at(-1)).toBe(false);
}, 15_000);

test("what is not worth waiting for is handed back with a time", async () => {
  const { breaker, open, answer } = setUp(0);
  await open();
  const error = await breaker.call(answer).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "graph.away", class: "not-yet" });
  expect((error as UpstreamAwayError).retryAfterMs).toBeGreaterThan(1_000);
});

test("knows when the other side has answered last", async () => {
  const { breaker, answer, fail } = setUp(0);
  expect(breaker.hasAnsweredWithin(60_000)).toBe(false);
  await breaker.call(answer);
  await sleep(30);
  await breaker.call(fail).catch(() => {});
  expect(breaker.hasAnsweredWithin(60_000)).toBe(true);
  expect(breaker.hasAnsweredWithin(10)).toBe(false);
});
