import type { Habit } from "#db/queries/channel-health.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How much of a channel's past says what is usual. */
export const HABIT = { days: 14, limit: 500 } as const;

/** Fewer missing messages than these may be chance. */
const EXPECTED_MIN = 10;
const LOOKED_MS = 30 * 60_000;
/** However busy it is: Meta delivers what it could not within this time again by itself. */
const SILENT_MS_MIN = 3 * 60_000;

/**
 * Whether a channel that was written to as often as this one should have heard something by now. One
 * that was looked into lately is left alone.
 */
export function isSilent(habit: Habit, now: Date): boolean {
  const { count, connectedAt, firstAt, lastAt, repairedUntil } = habit;
  if (repairedUntil !== null && since(repairedUntil, now) < LOOKED_MS) return false;
  if (since(lastAt, now) < SILENT_MS_MIN) return false;
  const seenFor =
    count < HABIT.limit
      ? Math.min(HABIT.days * DAY_MS, since(connectedAt, now))
      : since(firstAt, now);
  const expected = (count / Math.max(seenFor, 1)) * since(lastAt, now);
  return expected >= EXPECTED_MIN;
}

function since(time: Date, now: Date): number {
  return now.getTime() - time.getTime();
}
