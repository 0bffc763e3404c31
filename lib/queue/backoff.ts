/** Seconds before the next try, by the number of tries that failed. */
const DELAYS_SECONDS = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200] as const;

/** Tries in all, the first one included, before somebody has to look at it. */
export const ATTEMPTS_MAX = DELAYS_SECONDS.length;

/**
 * When to try again, with full jitter, so that what failed together does not come back together.
 *
 * @param failed Tries that have failed, at least 1.
 * @param random In [0, 1).
 */
export function nextTryAt(failed: number, now: Date, random = Math.random()): Date {
  const longest = DELAYS_SECONDS[Math.min(failed, ATTEMPTS_MAX) - 1] ?? 1;
  return new Date(now.getTime() + 1_000 * longest * (0.1 + 0.9 * random));
}
