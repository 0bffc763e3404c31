import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const PROGRAM = `
  import { stopGently } from "#lib/stop.ts";
  stopGently(() => new Promise((resolve) => setTimeout(resolve, 2_000)));
  setInterval(() => {}, 60_000);
  console.log("ready");`;

async function start() {
  const args = ["--input-type=module-typescript", "-e", PROGRAM];
  const child = spawn(process.execPath, args, {
    cwd: new URL("..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  await once(child.stdout ?? child, "data");
  return { child, exited };
}

test("signals that come together, and a launcher that leaves, are one wish to stop", async () => {
  const { child, exited } = await start();
  child.kill("SIGTERM");
  child.kill("SIGINT");
  setTimeout(() => child.disconnect(), 1_200);
  expect(await exited).toEqual([0, null]);
});

test("a signal that comes again later ends the process at once", async () => {
  const { child, exited } = await start();
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGTERM"), 1_200);
  expect(await exited).toEqual([1, null]);
});
