import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "@playwright/test";

test.skip(process.platform !== "linux", "finds processes by /proc");

test("Ctrl-C in a running demo leaves no process behind", async () => {
  test.setTimeout(120_000);
  const mark = randomUUID();
  const demo = spawn(process.execPath, ["launch/demo.ts"], {
    env: { ...process.env, SWITCHBOARD_TEST_MARK: mark },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  for await (const line of createInterface({ input: demo.stdout })) {
    if (line.includes("Ctrl-C stops everything")) break;
  }
  expect((await findMarked(mark)).length).toBeGreaterThan(2);

  const exited = once(demo, "exit");
  process.kill(-(demo.pid ?? 0), "SIGINT");
  await exited;
  expect(await findMarked(mark)).toEqual([]);
});

/** Command lines of every process that inherited the mark from the demo. */
async function findMarked(mark: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (!environment.includes(mark)) continue;
    found.push(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
  }
  return found;
}
