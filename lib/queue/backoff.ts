/** Seconds before the next try, by the number of tries that failed. */
const DELAYS_SECONDS = [1, 5, 15, 30, 60, 120, 240] as const;

/**
 * How long to wait after a failed try, in ms, with full jitter, so that what failed together does not
 * come back together.
 *
 * @param failed Tries that have failed, at least 1.
 * @param random In [0, 1).
 */
export function backoffMs(failed: number, random = Math.random()): number {
  const longest = DELAYS_SECONDS[Math.min(failed, DELAYS_SECONDS.length) - 1] ?? 1;
  return 1_000 * longest * (0.1 + 0.9 * random);
}
