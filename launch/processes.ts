import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { childEnv } from "./child-env.ts";
import { PROJECT_ROOT } from "./project-root.ts";
import type { Command } from "./run-command.ts";
import { watchOutput } from "./watch-output.ts";

export type Exit = { code: number; lastLines: string };

export type ManagedProcess = {
  name: string;
  pid: number;
  /** What the first line that matched `ready` matched; null when there was nothing to wait for. */
  ready: RegExpMatchArray | null;
  /** Resolves when the process has ended, for whatever reason; a signal counts as 128 + its number does in a shell. */
  exited: Promise<Exit>;
  /** SIGTERM, then SIGKILL after 20 s or as soon as somebody is in a hurry. */
  stop(): Promise<void>;
};

type Options = {
  name: string;
  /** Arguments of `node`. */
  args: string[];
  env: Record<string, string | undefined>;
  /** forward: as it comes; prefix: each line with the name before it; quiet: kept for error messages. */
  output: "forward" | "prefix" | "quiet";
  /** How many of its last lines are kept for `lastLines`. */
  keepLinesMax?: number;
  /** A line on standard output, or an address that answers 2xx, by which the process says that it is ready. */
  ready?: RegExp | URL;
  readyTimeoutMs?: number;
  /** For a program that does not itself end when the launcher dies. */
  stopWithParent?: boolean;
  /** The process ends with this command at the latest, before anything that was opened earlier. */
  command: Pick<Command, "hurry" | "onStop">;
};

const READY_TIMEOUT_MS = 60_000;
const KEEP_LINES_MAX = 60;
const STOP_TIMEOUT_MS = 20_000;

/** Starts a Node program and waits until it is ready; throws with its last words when it is not. */
export async function startProcess(options: Options): Promise<ManagedProcess> {
  const child = spawnNode(options);
  const output = watchOutput(
    child,
    options.name,
    options.output,
    options.keepLinesMax ?? KEEP_LINES_MAX,
  );
  const exited = whenExited(child, output.lastLines);
  const stop = () => stopProcess(child, exited, options.command.hurry);
  options.command.onStop(stop);
  const timeoutMs = options.readyTimeoutMs ?? READY_TIMEOUT_MS;
  const gaveUp = new AbortController();
  try {
    const ready = await Promise.race([
      whenReady(options.ready, output.firstLine, gaveUp.signal),
      exited.then(({ code, lastLines }) => {
        throw new Error(
          withOutput(`${options.name} ended with code ${code} before it was ready.`, lastLines),
        );
      }),
      sleep(timeoutMs, null, { signal: gaveUp.signal }).then(() => {
        throw new Error(
          withOutput(
            `${options.name} was not ready after ${timeoutMs / 1000} s.`,
            output.lastLines(),
          ),
        );
      }),
    ]);
    return { name: options.name, pid: child.pid ?? 0, ready, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    gaveUp.abort();
  }
}

function spawnNode({ args, env, stopWithParent = false }: Options): ChildProcess {
  const preload = new URL("./stop-with-parent.ts", import.meta.url).href;
  return spawn(process.execPath, [...(stopWithParent ? ["--import", preload] : []), ...args], {
    env: childEnv({ ...env, SWITCHBOARD_LAUNCHED: "1" }),
    cwd: PROJECT_ROOT,
    // The channel tells the child when we are gone, however we went.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Out of the terminal's reach: Ctrl-C comes to us, and we end the children in order.
    detached: process.platform !== "win32",
  });
}

/** What a child left behind in its group ends with it, and must not keep its pipes open for us. */
async function whenExited(child: ChildProcess, lastLines: () => string): Promise<Exit> {
  const closed = once(child, "close");
  const [code, signal] = await once(child, "exit");
  killGroup(child);
  await Promise.race([closed, sleep(1_000)]);
  return { code: exitCodeOf(code, signal), lastLines: lastLines() };
}

function exitCodeOf(code: unknown, signal: unknown): number {
  if (typeof code === "number") return code;
  const numbers: Record<string, number> = os.constants.signals;
  return 128 + (numbers[String(signal)] ?? 0);
}

async function stopProcess(
  child: ChildProcess,
  exited: Promise<Exit>,
  hurry: AbortSignal,
): Promise<void> {
  const kill = () => killGroup(child);
  child.kill("SIGTERM");
  const timer = setTimeout(kill, STOP_TIMEOUT_MS);
  if (hurry.aborted) kill();
  hurry.addEventListener("abort", kill);
  await exited;
  clearTimeout(timer);
  hurry.removeEventListener("abort", kill);
}

/** With what it started itself: a child leads its own process group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === "win32") {
    child.kill("SIGKILL");
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

async function whenReady(
  ready: RegExp | URL | undefined,
  firstLine: (pattern: RegExp) => Promise<RegExpMatchArray>,
  gaveUp: AbortSignal,
): Promise<RegExpMatchArray | null> {
  if (ready === undefined) return null;
  if (ready instanceof RegExp) return await firstLine(ready);
  while (!gaveUp.aborted) {
    const answer = await fetch(ready, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return null;
    await sleep(100);
  }
  return null;
}

function withOutput(message: string, lastLines: string): string {
  return lastLines === "" ? message : `${message} Its last lines:\n${lastLines}`;
}
