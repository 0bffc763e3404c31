import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";

type Spoilt = Record<string, unknown>;

const BEGIN_MS = 1_000;

/** Calls are spoilt in these ways from soon after the beginning until customers have written everything. */
export function spoil(...ways: Spoilt[]): Fault["inject"] {
  return async ({ system: { sandbox }, pause, isLoaded, count }) => {
    await pause(BEGIN_MS);
    for (const way of ways) await sandbox.spoil(way);
    while (isLoaded()) await pause(1_000);
    count(await sandbox.unspoil());
  };
}

/** The sandbox behaves like this from before the first message until everything is written. */
export function settle(during: Record<string, unknown>, after: Record<string, unknown>) {
  return {
    prepare: async ({ system: { sandbox } }: Injection) => {
      await sandbox.set(during);
    },
    inject: async ({ system: { sandbox }, pause, isLoaded, count }: Injection) => {
      while (isLoaded()) await pause(1_000);
      count();
      await sandbox.set(after);
    },
  };
}

/** `begin` … `end` so many times, spread over the time in which customers write. */
export async function inTurns(
  { load, random, count }: Injection,
  turns: { times: number; forMs: number; begin(): Promise<unknown>; end(): Promise<unknown> },
): Promise<void> {
  const gap = Math.max(200, (load.seconds * 1_000) / turns.times - turns.forMs);
  for (let turn = 0; turn < turns.times; turn += 1) {
    await sleep(random.between(Math.round(gap * 0.3), Math.round(gap)));
    try {
      await turns.begin();
      count();
      await sleep(turns.forMs);
    } finally {
      await turns.end();
    }
  }
}
