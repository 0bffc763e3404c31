import { stat } from "node:fs/promises";
import path from "node:path";
import { withKernelLock } from "./kernel-lock.ts";
import { findNewestChange } from "./newest-change.ts";
import { startProcess } from "./processes.ts";
import { withProgress } from "./progress.ts";
import { inProject, PROJECT_ROOT } from "./project-root.ts";
import type { Command } from "./run-command.ts";

const SOURCES = [
  "app",
  "lib",
  "db",
  "messages",
  "public",
  "package-lock.json",
  "next.config.mjs",
  "middleware.ts",
  "tsconfig.json",
];
const LOCK_TIMEOUT_MS = 600_000;

/** Builds the app unless the build there is newer than every source; one build at a time in this folder. */
export async function ensureBuilt(command: Pick<Command, "hurry" | "onStop">): Promise<void> {
  await withKernelLock(inProject(".data/build.lock"), LOCK_TIMEOUT_MS, async () => {
    if (!(await isBuildStale(PROJECT_ROOT))) return;
    await withProgress("Building the app", () => runBuild(command));
  });
}

/** @throws when there is no build at all, saying how to make one. */
export async function requireBuild(): Promise<void> {
  if ((await findBuiltAt(PROJECT_ROOT)) === null) {
    throw new Error("The app is not built yet. Run `npm run build` first.");
  }
}

export async function isBuildStale(root: string): Promise<boolean> {
  const builtAt = await findBuiltAt(root);
  return builtAt === null || builtAt < (await findNewestChange(root, SOURCES));
}

/** Next writes BUILD_ID as one of its last steps; null means that no build was finished. */
async function findBuiltAt(root: string): Promise<number | null> {
  return (await stat(path.join(root, ".next/BUILD_ID")).catch(() => null))?.mtimeMs ?? null;
}

async function runBuild(command: Pick<Command, "hurry" | "onStop">): Promise<void> {
  const build = await startProcess({
    name: "next build",
    args: [inProject("node_modules/next/dist/bin/next"), "build"],
    env: buildEnvironment(),
    output: "quiet",
    stopWithParent: true,
    command,
  });
  const { code, lastLines } = await build.exited;
  if (code !== 0) throw new Error(`The build failed (${code}):\n${lastLines}`);
}

/** A build sees no secret, so that none can be baked into it or become necessary for it. */
function buildEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, SystemRoot, TEMP, APPDATA, LOCALAPPDATA } = process.env;
  const kept = { PATH, HOME, TMPDIR, SystemRoot, TEMP, APPDATA, LOCALAPPDATA };
  return { ...kept, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
}
