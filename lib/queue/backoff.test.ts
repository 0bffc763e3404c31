import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test("waits ever longer, up to four minutes", () => {
  const longest = Array.from({ length: 9 }, (_, index) => backoffMs(index + 1, 1));
  expect(longest).toEqual([1, 5, 15, 30, 60, 120, 240, 240, 240].map((seconds) => seconds * 1_000));
});

test("spreads what failed together, and never tries again at once", () => {
  expect(backoffMs(3, 0)).toBe(1_500);
  expect(backoffMs(3, 0.5)).toBeCloseTo(8_250);
});
