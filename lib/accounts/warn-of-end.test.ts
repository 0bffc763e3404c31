import { expect, test } from "vitest";
import { stepBefore } from "./warn-of-end.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

test.each([
  [60, null],
  [14.01, null],
  [14, 14],
  [7.5, 14],
  [7, 7],
  [3.01, 7],
  [3, 3],
  [1.5, 3],
  [1, 1],
  [0.01, 1],
  [0, 0],
  [-5, 0],
])("%d days before its end a login is at step %s", (days, step) => {
  expect(stepBefore(inDays(days), NOW)).toBe(step);
});

test("what has no end is never near it", () => {
  expect(stepBefore(null, NOW)).toBeNull();
});
