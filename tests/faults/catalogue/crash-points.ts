import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inProject } from "#launch/project-root.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";

const EACH = 2;
const WAIT_MAX_MS = 40_000;
const NUDGE_MS = 250;

/** How often a process died at that point; one that dies before it is ready counts too. */
async function deathsAt(name: string, log: string): Promise<number> {
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  return lines.filter((line) => line === name).length;
}

type Kind = "web" | "worker";

/** Every start of a process of that kind dies at the next of these points, at its first to fifth pass. */
async function dieAt(injection: Injection, kind: Kind, names: string[]): Promise<string[]> {
  const { system, random, count, isLong } = injection;
  const programs = kind === "web" ? system.webs : system.workers;
  const tweak = system.tweaks[kind];
  const log = inProject(".data/faults/deaths");
  await mkdir(path.dirname(log), { recursive: true });
  await rm(log, { force: true });
  tweak.FAILPOINT_LOG = log;
  const missed: string[] = [];
  const plan = Array.from({ length: isLong ? EACH : 1 }, () => names).flat();
  for (const name of plan) {
    const before = await deathsAt(name, log);
    tweak.FAILPOINT = `${name}:kill:${random.between(1, 5)}`;
    const [victim] = programs;
    await victim?.up();
    victim?.signal("SIGTERM");
    const giveUpAt = Date.now() + WAIT_MAX_MS;
    while ((await deathsAt(name, log)) === before && Date.now() < giveUpAt) {
      await sleep(NUDGE_MS);
      if (!injection.isLoaded()) await nudge(injection);
    }
    if ((await deathsAt(name, log)) === before) missed.push(name);
    else count();
  }
  delete tweak.FAILPOINT;
  for (const program of programs) program.signal("SIGTERM");
  return missed;
}

/** When the load is over and points are still left, somebody writes once more. */
async function nudge({ system, random, load }: Injection): Promise<void> {
  const person = `guest-${random.between(1, Math.ceil(load.conversations / 4))}`;
  const account_id = random.pick(system.channels).accountId;
  await system.sandbox.write({ account_id, person, text: "one more question" });
}

function crashPoints(kind: Kind, what: string, names: string[]): Fault {
  let missed: string[] = [];
  return {
    name: `F2-9 ${what}`,
    title: `killed at ${names.join(", ")}`,
    shape: kind === "web" ? { webs: 1 } : { workers: 1 },
    longSeconds: 30,
    inject: async (injection) => {
      missed = await dieAt(injection, kind, names);
    },
    check: async () => [...new Set(missed)].map((name) => `never reached ${name}`),
  };
}

const POINTS: [Kind, string, string[]][] = [
  ["web", "intake", ["webhook.before-store", "webhook.after-store"]],
  [
    "worker",
    "event",
    [
      "event.claimed",
      "event.stored-locally",
      "store.before-write",
      "store.after-answer",
      "event.before-close",
    ],
  ],
  [
    "worker",
    "answer",
    ["agent.before-call", "agent.after-answer", "send.claimed", "send.after-answer"],
  ],
];

export const CRASH_POINTS: Fault[] = POINTS.map((points) => crashPoints(...points));
export const CRASH_POINT_NAMES: string[] = POINTS.flatMap(([, , names]) => names);
