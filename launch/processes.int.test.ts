import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { startProcess } from "./processes.ts";

const undo: (() => Promise<void>)[] = [];
const hurry = new AbortController();
const command = { hurry: hurry.signal, onStop: (step: () => Promise<void>) => undo.push(step) };

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

function start(program: string, options: { ready?: RegExp; readyTimeoutMs?: number } = {}) {
  return startProcess({
    name: "child",
    args: ["-e", program],
    env: { ...process.env },
    output: "quiet",
    command,
    ...options,
  });
}

it("waits for the line that says ready and gives what it matched", async () => {
  const child = await start(
    "setTimeout(() => console.log('ready http://x'), 50); setInterval(() => {}, 1000)",
    {
      ready: /^ready (\S+)/,
    },
  );
  expect(child.ready?.[1]).toBe("http://x");
});

it("tells the last words of a child that dies before it is ready", async () => {
  const started = start("console.error('no database'); process.exit(3)", { ready: /^ready/ });
  await expect(started).rejects.toThrow(/ended with code 3 before it was ready.*\nno database/s);
});

it("gives up on a child that is not ready in time, and ends it", async () => {
  const program = "console.log(process.pid); setInterval(() => {}, 1000)";
  const error = await start(program, { ready: /^ready/, readyTimeoutMs: 300 }).catch(
    (e: Error) => e,
  );
  const message = error instanceof Error ? error.message : "";
  expect(message).toContain("was not ready after 0.3 s");
  await untilGone(Number(message.split("\n").at(-1)));
});

it("passes on the exit code, and the signal as a shell does", async () => {
  expect((await (await start("process.exit(7)")).exited).code).toBe(7);
  expect((await (await start("process.kill(process.pid, 'SIGKILL')")).exited).code).toBe(137);
});

it("asks to stop with SIGTERM, so that a child can finish", async () => {
  const child = await start(
    "process.once('SIGTERM', () => { console.log('finished'); process.exit(0) }); console.log('up'); setInterval(() => {}, 1000)",
    { ready: /up/ },
  );
  await child.stop();
  expect(await child.exited).toEqual({ code: 0, lastLines: "up\nfinished" });
});

it("takes along what the child left in its process group", async () => {
  const child = await start(
    "const c = require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); console.log(c.pid); setInterval(() => {}, 1000)",
    { ready: /^(\d+)/ },
  );
  const grandchild = Number(child.ready?.[1]);
  expect(isAlive(grandchild)).toBe(true);
  await child.stop();
  await untilGone(grandchild);
});

it("kills at once a child that does not listen when somebody is in a hurry", async () => {
  const child = await start(
    "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
    { ready: /up/ },
  );
  const stopped = child.stop();
  await sleep(200);
  hurry.abort();
  await stopped;
  expect((await child.exited).code).toBe(137);
  // Without the hurry it would be 20 s.
}, 15_000);

it("lets no child outlive a launcher that is killed with -9", async () => {
  const launcher = await start(
    `import("${new URL("./processes.ts", import.meta.url).href}").then(async ({ startProcess }) => {
       const command = { hurry: new AbortController().signal, onStop() {} };
       const args = ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"];
       const child = await startProcess({ name: "c", args, env: process.env, output: "quiet", ready: /(\\d+)/, stopWithParent: true, command });
       console.log("child " + child.ready[1]);
     })`,
    { ready: /^child (\d+)/ },
  );
  const child = Number(launcher.ready?.[1]);
  process.kill(launcher.pid, "SIGKILL");
  await launcher.exited;
  await untilGone(child);
});

/** Fails by the test's time limit when the process lives on. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(50);
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  // A zombie is dead; nobody has asked for its exit code yet.
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
