import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "#launch/run-command.ts";
import { write } from "./customers.ts";
import type { Fault, Injection } from "./fault.ts";
import { findLeaks } from "./leaks.ts";
import type { Cluster } from "./postgres-cluster.ts";
import { problemsOf } from "./problems.ts";
import { createRandom } from "./random.ts";
import { readHistory } from "./read-history.ts";
import { type Load, USUAL_SHAPE } from "./shape.ts";
import { startSystem } from "./system.ts";
import type { Template } from "./template.ts";
import { judge, type Verdict } from "./verdict.ts";
import { waitUntilDrained } from "./waiting.ts";

export type Row = {
  fault: string;
  title: string;
  injected: number;
  /** From the end of the fault, and of the load, until nothing waited any more; null: it never ended. */
  recoveryMs: number | null;
  tookMs: number;
  verdict: Verdict;
  /** Why it counts as failed, in words. */
  problems: string[];
  /** What the processes wrote, by name. */
  outputs: Record<string, string>;
};

type Needs = {
  isLong: boolean;
  command: Command;
  cluster: Cluster;
  template: Template;
  load: Load;
  seed: number;
  drainMs: number;
};

const AGENT_MS = 30;

function loadOf({ load, longSeconds }: Fault, needs: Needs): Load {
  const seconds = needs.isLong
    ? Math.max(longSeconds ?? 0, needs.load.seconds)
    : needs.load.seconds;
  return { ...needs.load, seconds, ...load };
}

/** Runs the system under load with one fault, and compares what everybody has afterwards. */
export async function runFault(fault: Fault, needs: Needs): Promise<Row> {
  const startedAt = performance.now();
  const load = loadOf(fault, needs);
  const random = createRandom(needs.seed).fork(fault.name);
  const marker = `zq${random.between(100_000, 999_999)}`;
  const system = await startSystem(
    { ...needs, name: fault.name },
    { ...USUAL_SHAPE, ...fault.shape },
  );
  try {
    const state = { injected: 0, isLoaded: true };
    const wake = new AbortController();
    const injection: Injection = {
      ...{ system, random, load },
      count: (times = 1) => {
        state.injected += times;
      },
      pause: (ms) => sleep(ms, undefined, { signal: wake.signal }).catch(() => {}),
      isLoaded: () => state.isLoaded,
    };
    await system.sandbox.set({ log_bodies: false, agent_latency_ms: AGENT_MS });
    await fault.prepare?.(injection);
    const writing = write({ ...system, load, random, marker });
    const injecting = fault.inject(injection);
    await writing.finally(() => {
      state.isLoaded = false;
      wake.abort();
    });
    await injecting;
    const overAt = performance.now();
    const inbound = load.conversations * load.messages;
    const isDrained = await waitUntilDrained(system, { inbound, withinMs: needs.drainMs });
    const recoveryMs = isDrained ? performance.now() - overAt : null;
    const history = await readHistory(system);
    const more = (await fault.check?.(injection, judge(history))) ?? [];
    const programs = await system.end();
    history.leaks = findLeaks(programs, [...needs.template.neverTold, marker]);
    const verdict = judge(history);
    return {
      ...{ fault: fault.name, title: fault.title, injected: state.injected, recoveryMs, verdict },
      tookMs: performance.now() - startedAt,
      problems: [...problemsOf(verdict, fault, state.injected), ...more, ...history.leaks],
      outputs: Object.fromEntries(programs.map(({ name, output }) => [name, output()])),
    };
  } catch (error) {
    await system.end();
    throw error;
  }
}
