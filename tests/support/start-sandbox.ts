import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { inProject } from "#launch/project-root.ts";

export type RunningSandbox = { url: string; stop(): Promise<void> };

/** Starts the sandbox as the process of its own that it is; it ends with the test run at the latest. */
export async function startSandbox(env: Record<string, string>): Promise<RunningSandbox> {
  const endsWithUs = pathToFileURL(inProject("launch/stop-with-parent.ts")).href;
  const child = spawn(process.execPath, ["--import", endsWithUs, inProject("sandbox/main.ts")], {
    env: { ...process.env, ...env, SANDBOX_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  return { url: await readyUrl(child), stop: () => stop(child) };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The sandbox has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^sandbox ready (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("The sandbox ended before it was ready");
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
