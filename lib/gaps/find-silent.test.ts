import { expect, test } from "vitest";
import { isSilent } from "./find-silent.ts";

const NOW = new Date("2026-11-22T12:00:00.000Z");
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 60 * 60_000);
const HABIT = {
  channelId: "c",
  connectedAt: hoursAgo(24 * 100),
  repairedUntil: null,
  count: 336,
  firstAt: hoursAgo(24 * 14),
  lastAt: hoursAgo(11),
};

test.each([
  ["one message an hour, none for 11 hours", {}, true],
  ["one message an hour, none for 9 hours", { lastAt: hoursAgo(9) }, false],
  ["a few a week, none for 3 days", { count: 6, lastAt: hoursAgo(72) }, false],
  ["looked into 20 minutes ago", { repairedUntil: hoursAgo(1 / 3) }, false],
  ["looked into 40 minutes ago", { repairedUntil: hoursAgo(2 / 3) }, true],
  [
    "connected yesterday, 50 messages, none for 6 hours",
    { connectedAt: hoursAgo(24), count: 50, lastAt: hoursAgo(6) },
    true,
  ],
  [
    "500 messages in the last 10 hours, none for 30 minutes",
    { count: 500, firstAt: hoursAgo(10), lastAt: hoursAgo(0.5) },
    true,
  ],
  [
    "500 messages in the last 10 hours, none for 5 minutes",
    { count: 500, firstAt: hoursAgo(10), lastAt: hoursAgo(1 / 12) },
    false,
  ],
  [
    "500 messages in the last two minutes, none for 5 minutes",
    { count: 500, firstAt: hoursAgo(7 / 60), lastAt: hoursAgo(5 / 60) },
    true,
  ],
  [
    "500 messages in the last minute, none for 2 minutes",
    { count: 500, firstAt: hoursAgo(3 / 60), lastAt: hoursAgo(2 / 60) },
    false,
  ],
])("%s", (_name, change, expected) => {
  expect(isSilent({ ...HABIT, ...change }, NOW)).toBe(expected);
});
