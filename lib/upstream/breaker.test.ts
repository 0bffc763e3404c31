import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "#tests/support/until.ts";
import { createBreaker } from "./breaker.ts";
import { UpstreamAwayError } from "./errors.ts";

class Away extends Error {}
class Dropped extends Error {}

function setUp(holdMs: number) {
  const changes: boolean[] = [];
  const breaker = createBreaker({
    name: "graph",
    signOf: (error) => {
      if (error instanceof Dropped) return "nothing";
      return error instanceof Away ? "away" : "answers";
    },
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
  const drop = () => {
    calls += 1;
    return Promise.reject(new Dropped());
  };
  return { breaker, changes, fail, answer, drop, open, calls: () => calls };
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

test("what says nothing of the other side neither counts as a failure nor ends a row of them", async () => {
  const { breaker, changes, fail, drop, answer } = setUp(0);
  for (let count = 0; count < 20; count += 1) {
    await expect(breaker.call(drop)).rejects.toBeInstanceOf(Dropped);
  }
  expect(breaker.isOpen()).toBe(false);
  expect(breaker.hasAnsweredWithin(60_000)).toBe(false);
  for (let count = 0; count < 10; count += 1) {
    await breaker.call(fail).catch(() => {});
    await breaker.call(drop).catch(() => {});
  }
  expect(changes).toEqual([true]);
  await expect(breaker.call(answer)).rejects.toBeInstanceOf(UpstreamAwayError);
});

test("after a probe that says nothing the next call is one", async () => {
  const { breaker, changes, open, drop, fail, answer, calls } = setUp(0);
  await open();
  await until("a probe goes out", () =>
    breaker.call(drop).catch((error: unknown) => error instanceof Dropped),
  );
  expect(breaker.isOpen()).toBe(true);
  await expect(breaker.call(drop)).rejects.toBeInstanceOf(Dropped);
  await expect(breaker.call(fail)).rejects.toBeInstanceOf(Away);
  const before = calls();
  await expect(breaker.call(answer)).rejects.toBeInstanceOf(UpstreamAwayError);
  expect(calls()).toBe(before);
  expect(changes).not.toContain(false);
  await until("the other side is asked again", () => breaker.call(answer).catch(() => false));
  expect(breaker.isOpen()).toBe(false);
  expect(changes.at(-1)).toBe(false);
}, 15_000);

test("who waits behind a probe that says nothing asks in its place, one at a time", async () => {
  const { breaker, open, answer } = setUp(10_000);
  await open();
  let underWay = 0;
  let most = 0;
  let isFirst = true;
  let isBack = false;
  const results = await Promise.all(
    Array.from({ length: 5 }, () =>
      breaker
        .call(async () => {
          const says = isFirst ? new Dropped() : null;
          isFirst = false;
          underWay += 1;
          if (!isBack) most = Math.max(most, underWay);
          await sleep(50);
          underWay -= 1;
          if (says) throw says;
          isBack = true;
          return answer();
        })
        .catch((error: unknown) => error),
    ),
  );
  expect(most).toBe(1);
  expect(results.filter((result) => result === "answer")).toHaveLength(4);
}, 15_000);

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
