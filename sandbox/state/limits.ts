import { z } from "zod";

/** One limit as it is set. Without an end it lasts until it is taken away. */
export const limitSchema = z
  .strictObject({
    code: z.union([z.literal(4), z.literal(17), z.literal(32), z.literal(613), z.literal(80006)]),
    subcode: z.number().int().optional(),
    http: z.number().int().min(400).max(599).default(400),
    /** What the usage header names; without it what is left until the end. */
    regain_minutes: z.number().min(0).optional(),
    /** Seconds, in the header of that name. */
    retry_after: z.number().min(0).optional(),
    /** When it ends: epoch ms, or counted from now. */
    until_ms: z.number().optional(),
    for_ms: z.number().min(0).optional(),
    /** Calls that come while it lasts put its end off by so much. */
    extend_by_ms: z.number().min(0).default(0),
    /** So many calls per second are let through; 0: none. */
    allow_per_second: z.number().int().min(0).default(0),
    /** What of a page is refused: sending, or every call with its token. */
    scope: z.enum(["send", "all"]).default("send"),
  })
  .transform(({ for_ms, until_ms, ...limit }) => ({
    ...limit,
    until_ms: until_ms ?? (for_ms === undefined ? null : Date.now() + for_ms),
  }));

export type Limit = z.infer<typeof limitSchema>;

/** What was called lately, and how often in vain; by page id, account id or "app". */
export type CallCounts = {
  lately: Map<string, number[]>;
  whileLimited: Record<string, number>;
  conversationsRefused: Record<string, number>;
};

export function createCallCounts(): CallCounts {
  return { lately: new Map(), whileLimited: {}, conversationsRefused: {} };
}

/** Counts a call unless there were `max` of them in the last second; false when there were. */
export function admit(counts: CallCounts, name: string, max: number, now: number): boolean {
  const lately = (counts.lately.get(name) ?? []).filter((at) => now - at < 1000);
  const isAdmitted = lately.length < max;
  if (isAdmitted) lately.push(now);
  counts.lately.set(name, lately);
  return isAdmitted;
}

export function countOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
