/** How far the sandbox's time for logins and tokens is ahead of the machine's. */
export type Clock = { aheadMs: number };

export const dayMs = 24 * 3_600_000;

export function createClock(): Clock {
  return { aheadMs: 0 };
}

/** Epoch ms, for whatever concerns logins and tokens; conversations keep to the machine's time. */
export function timeOn(clock: Clock): number {
  return Date.now() + clock.aheadMs;
}
