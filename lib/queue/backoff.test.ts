import fc from "fast-check";
import { expect, test } from "vitest";
import { ATTEMPTS_MAX, nextTryAt } from "./backoff.ts";

const NOW = new Date("2026-11-22T12:00:00.000Z");
const secondsAfter = (failed: number, random?: number) =>
  (nextTryAt(failed, NOW, random).getTime() - NOW.getTime()) / 1_000;
const ALMOST_ONE = 1 - Number.EPSILON;

test("the waits grow from about a second to about two hours", () => {
  const longest = Array.from({ length: ATTEMPTS_MAX }, (_, at) =>
    Math.round(secondsAfter(at + 1, ALMOST_ONE)),
  );
  expect(longest).toEqual([1, 5, 30, 120, 600, 1_800, 3_600, 7_200]);
});

test("a wait lies between a tenth and the whole of its length, never in the past", () => {
  const random = fc.double({ min: 0, max: ALMOST_ONE, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), random, (failed, drawn) => {
      const longest = secondsAfter(failed, ALMOST_ONE);
      expect(secondsAfter(failed, drawn)).toBeGreaterThanOrEqual(0.1 * longest - 0.001);
      expect(secondsAfter(failed, drawn)).toBeLessThanOrEqual(longest + 0.001);
    }),
  );
});

test("more failures than there are waits keep the last one", () => {
  expect(secondsAfter(ATTEMPTS_MAX + 5, 0.5)).toBe(secondsAfter(ATTEMPTS_MAX, 0.5));
});

test("what failed together is spread by itself", () => {
  const drawn = new Set(Array.from({ length: 50 }, () => secondsAfter(ATTEMPTS_MAX)));
  expect(drawn.size).toBeGreaterThan(40);
});
