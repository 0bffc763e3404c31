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

type Turns = {
  times: number;
  /** Among how many turns the time is shared; others come before or after these. */
  ofTurns?: number;
  forMs: number;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
};

/** `begin` … `end` so many times, spread over the time in which customers write. */
export async function inTurns({ load, random, count }: Injection, turns: Turns): Promise<void> {
  const share = (load.seconds * 1_000) / (turns.ofTurns ?? turns.times);
  const gap = Math.max(200, share - turns.forMs);
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

/** For so long nothing comes through to or from another side. */
export function blackhole(name: "graph" | "voice-agent", forMs: number): Fault["inject"] {
  return (injection) => {
    const proxy = injection.system.proxies.get(name);
    return inTurns(injection, {
      times: 1,
      forMs,
      begin: async () => proxy.set({ kind: "blackhole" }),
      end: async () => {
        proxy.set({ kind: "pass" });
        proxy.cutAll();
      },
    });
  };
}

/** For so long another side refuses connections. */
export function refuse(name: "graph" | "voice-agent", longMs: number, shortMs: number) {
  return (injection: Injection): Promise<void> => {
    const proxy = injection.system.proxies.get(name);
    const forMs = injection.isLong ? longMs : shortMs;
    return inTurns(injection, { times: 1, forMs, begin: proxy.refuse, end: proxy.accept });
  };
}

/** Several ways at the same time. */
export function together(...ways: Fault["inject"][]): Fault["inject"] {
  return async (injection) => {
    await Promise.all(ways.map((way) => way(injection)));
  };
}
