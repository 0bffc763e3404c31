import { expect, test } from "vitest";
import { HUMAN_WINDOW_MS, WINDOW_MS, windowAt, windowOf } from "./messaging-window.ts";

const wroteAt = new Date("2026-11-02T10:00:00.000Z");
const after = (ms: number) => new Date(wroteAt.getTime() + ms);
const open = { state: "open", ends_at: "2026-11-03T10:00:00.000Z" } as const;
const humanOnly = { state: "human-only", ends_at: "2026-11-09T10:00:00.000Z" } as const;
const closed = { state: "closed", ends_at: null } as const;

const moments = [
  ["at once", 0, open],
  ["by a clock behind Meta's", -60_000, open],
  ["just before a day is over", WINDOW_MS - 1, open],
  ["after a day", WINDOW_MS, humanOnly],
  ["just before a week is over", HUMAN_WINDOW_MS - 1, humanOnly],
  ["after a week", HUMAN_WINDOW_MS, closed],
] as const;

test.each(moments)("%s", (_when, ms, window) => {
  expect(windowOf({ lastInboundAt: wroteAt, windowClosedAt: null }, after(ms))).toEqual(window);
});

test.each(moments)("%s, from what was read at the beginning", (_when, ms, window) => {
  expect(windowAt(open, after(ms))).toEqual(window);
});

test("nobody may answer a customer who never wrote", () => {
  expect(windowOf({ lastInboundAt: null, windowClosedAt: null }, wroteAt)).toEqual(closed);
});

test("Meta's word closes the window for the agent, and never opens it", () => {
  const facts = { lastInboundAt: wroteAt, windowClosedAt: after(1) };
  expect(windowOf(facts, after(2))).toEqual(humanOnly);
  expect(windowOf(facts, after(HUMAN_WINDOW_MS))).toEqual(closed);
});

test("what was read as human-only or closed does not open by waiting", () => {
  expect(windowAt(humanOnly, after(0))).toEqual(humanOnly);
  expect(windowAt(humanOnly, after(HUMAN_WINDOW_MS))).toEqual(closed);
  expect(windowAt(closed, after(0))).toEqual(closed);
});
