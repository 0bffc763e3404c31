import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";

const LIBRARIES = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`,
);

async function findFaketime(): Promise<string | null> {
  for (const file of LIBRARIES) if ((await stat(file).catch(() => null)) !== null) return file;
  return null;
}

async function setClocks({ system, count }: Injection, web: string, worker: string) {
  const library = (await findFaketime()) ?? "";
  const clockOf = (offset: string) => ({
    LD_PRELOAD: library,
    FAKETIME: offset,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  });
  Object.assign(system.tweaks.web, clockOf(web));
  Object.assign(system.tweaks.worker, clockOf(worker));
  for (const program of [...system.webs, ...system.workers]) {
    await program.deploy();
    await program.up();
    count();
  }
}

export const CLOCKS: Fault[] = [
  {
    name: "F43 clocks",
    title: "the clocks of web and worker an hour wrong, then the other way",
    shape: { workers: 2 },
    whyNot: async () => ((await findFaketime()) === null ? "libfaketime is not installed" : null),
    inject: async (injection) => {
      await sleep(1_000);
      await setClocks(injection, "+1h", "-1h");
      await sleep(4_000);
      await setClocks(injection, "-1h", "+1h");
    },
  },
];
