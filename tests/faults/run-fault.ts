import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "#launch/run-command.ts";
import { write } from "./customers.ts";
import type { Fault, Injection } from "./fault.ts";
import { type History, NO_HISTORY } from "./history.ts";
import { findLeaks } from "./leaks.ts";
import type { Cluster } from "./postgres-cluster.ts";
import { problemsOf } from "./problems.ts";
import { createRandom } from "./random.ts";
import { readHistory } from "./read-history.ts";
import { type Load, USUAL_SHAPE } from "./shape.ts";
import { type System, startSystem } from "./system.ts";
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
  history: History;
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

/** Runs the system under load with one fault, and compares what everybody has afterwards. */
export async function runFault(fault: Fault, needs: Needs): Promise<Row> {
  const startedAt = performance.now();
  const run: Run = { injected: 0, recoveryMs: null, history: NO_HISTORY, problems: [] };
  const random = createRandom(needs.seed).fork(fault.name);
  const marker = `zq${random.between(100_000, 999_999)}`;
  let system: System | null = null;
  try {
    const shape = { ...USUAL_SHAPE, ...fault.shape };
    system = await startSystem({ ...needs, name: fault.name }, shape);
    const load = loadOf(fault, needs);
    await breakIt(run, fault, { ...needs, system, random, load, marker });
  } catch (error) {
    run.problems.push(error instanceof Error ? error.message : String(error));
  }
  const programs = (await system?.end()) ?? [];
  const leaks = findLeaks(programs, [...needs.template.neverTold, marker]);
  const verdict = judge({ ...run.history, leaks });
  return {
    ...{ fault: fault.name, title: fault.title, verdict },
    injected: run.injected,
    recoveryMs: run.recoveryMs,
    tookMs: performance.now() - startedAt,
    problems: [...problemsOf(verdict, fault, run.injected), ...run.problems, ...leaks],
    history: run.history,
    outputs: Object.fromEntries(programs.map(({ name, output }) => [name, output()])),
  };
}

function loadOf({ load, longSeconds = 0 }: Fault, needs: Needs): Load {
  const seconds = needs.isLong ? Math.max(longSeconds, needs.load.seconds) : needs.load.seconds;
  return { ...needs.load, seconds, ...load };
}

type Run = Pick<Row, "injected" | "recoveryMs" | "problems" | "history">;
type Scene = Pick<Injection, "system" | "random" | "load" | "isLong"> & {
  marker: string;
  drainMs: number;
};

async function breakIt(run: Run, fault: Fault, scene: Scene): Promise<void> {
  const { system, load, drainMs } = scene;
  const written = new AbortController();
  const injection: Injection = {
    ...scene,
    foreign: new Set(),
    count: (times = 1) => {
      run.injected += times;
    },
    pause: (ms) => sleep(ms, undefined, { signal: written.signal }).catch(() => {}),
    isLoaded: () => !written.signal.aborted,
  };
  await system.sandbox.set({ log_bodies: false, agent_latency_ms: AGENT_MS });
  await fault.prepare?.(injection);
  const injecting = fault.inject(injection).catch((error: unknown) => {
    run.problems.push(error instanceof Error ? error.message : String(error));
  });
  await write({ ...system, ...scene }).finally(() => written.abort());
  await injecting;
  const overAt = performance.now();
  const inbound = load.conversations * load.messages;
  const drainedAt = await waitUntilDrained(system, { inbound, withinMs: drainMs });
  if (drainedAt !== null) run.recoveryMs = drainedAt - overAt;
  run.history = await readHistory(system, { ...fault, ...injection });
  const verdict = judge(run.history);
  run.problems.push(...((await fault.check?.(injection, verdict)) ?? []));
}
