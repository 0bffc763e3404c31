import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import type { Supervised } from "#tests/faults/supervised.ts";
import { inTurns } from "./spoil.ts";

/** Restarts take their time: messages have to come for as long. */
const LONG_KILLING = 30;

/** Ends somebody at once, at random moments, whether ready again or just starting. */
async function killAtRandom(injection: Injection, whom: () => Supervised[]): Promise<void> {
  const { random, isLong, count } = injection;
  const times = isLong ? 10 : 3;
  for (let time = 0; time < times; time += 1) {
    await sleep(random.between(0, 1_500));
    const victim = random.pick(whom());
    await victim.up();
    if (victim.signal("SIGKILL")) count();
  }
}

const everybody = ({ system }: Injection) => [...system.webs, ...system.workers];

async function deploy(program: Supervised): Promise<void> {
  const startedAt = performance.now();
  const code = await program.deploy();
  const ms = performance.now() - startedAt;
  if (code !== 0 || ms > 21_000) {
    throw new Error(`${program.name} ended with ${code} after ${Math.round(ms)} ms`);
  }
  await program.up();
}

export const PROCESSES: Fault[] = [
  {
    name: "F1 web",
    title: "kill -9 of the web process",
    longSeconds: LONG_KILLING,
    inject: (injection) => killAtRandom(injection, () => injection.system.webs),
  },
  {
    name: "F4 worker",
    title: "kill -9 of the worker",
    longSeconds: LONG_KILLING,
    inject: (injection) => killAtRandom(injection, () => injection.system.workers),
  },
  {
    name: "F8 both",
    title: "kill -9 of web and worker at the same moment",
    longSeconds: LONG_KILLING,
    inject: async (injection) => {
      const { random, count, isLong } = injection;
      for (let time = 0; time < (isLong ? 8 : 2); time += 1) {
        await sleep(random.between(0, 1_500));
        await Promise.all(everybody(injection).map((program) => program.up()));
        for (const program of everybody(injection)) program.signal("SIGKILL");
        count();
      }
    },
  },
  {
    name: "F8 everything",
    title: "kill -9 of all processes and of PostgreSQL at once",
    isShort: true,
    inject: (injection) =>
      inTurns(injection, {
        times: injection.isLong ? 3 : 1,
        forMs: 500,
        begin: async () => {
          for (const program of everybody(injection)) program.signal("SIGKILL");
          await injection.system.cluster.kill();
        },
        end: () => injection.system.cluster.start(),
      }),
  },
  {
    name: "F50 deploy",
    title: "SIGTERM and start of two web processes and two workers",
    shape: { webs: 2, workers: 2 },
    inject: async (injection) => {
      for (const program of everybody(injection)) {
        await sleep(injection.random.between(200, 1_500));
        await deploy(program);
        injection.count();
      }
    },
  },
  {
    name: "F44 paused-worker",
    title: "SIGSTOP of one of two workers for 22 s",
    shape: { workers: 2 },
    inject: (injection) => {
      const [worker] = injection.system.workers;
      return inTurns(injection, {
        times: 1,
        forMs: 22_000,
        begin: async () => worker?.signal("SIGSTOP"),
        end: async () => worker?.signal("SIGCONT"),
      });
    },
  },
  {
    name: "F1 many",
    title: "2 web processes and 3 workers, one of each killed every 3 s",
    shape: { webs: 2, workers: 3 },
    longSeconds: 30,
    inject: async ({ system, random, count, pause, isLoaded }) => {
      while (isLoaded()) {
        await pause(3_000);
        for (const kind of [system.webs, system.workers]) {
          if (random.pick(kind).signal("SIGKILL")) count();
        }
      }
    },
  },
];
