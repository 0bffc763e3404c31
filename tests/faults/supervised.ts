import { setTimeout as sleep } from "node:timers/promises";
import { type ManagedProcess, startProcess } from "#launch/processes.ts";
import type { Command } from "#launch/run-command.ts";

export type Program = {
  name: string;
  args: string[];
  /** Asked at every start. */
  env: () => Record<string, string>;
  ready: RegExp;
};

/** A process that is started again whenever it ends, as systemd would do. */
export type Supervised = {
  name: string;
  /** What the line of the first start that matched `ready` matched. */
  ready: RegExpMatchArray | null;
  isUp(): boolean;
  pid(): number | null;
  /** Resolves when it is ready, now or after the start that is under way. */
  up(): Promise<void>;
  /** False when there is nobody to send it to. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGTERM, waits for the end, and starts it anew; says with which code it ended. */
  deploy(): Promise<number>;
  /** How often it ended after it was ready. */
  ends(): number;
  /** Ends it for good, at once. */
  end(): Promise<void>;
  /** Everything that it has written until its last end. */
  output(): string;
};

const RESTART_MS = 300;
const KEEP_LINES_MAX = 200_000;

export async function supervise(
  command: Pick<Command, "hurry" | "onStop">,
  program: Program,
): Promise<Supervised> {
  const said: string[] = [];
  let ends = 0;
  const stops: (() => Promise<void>)[] = [];
  let current: ManagedProcess | null = null;
  let isOver = false;
  let code = 0;

  const start = async () => {
    current = await startProcess({
      name: program.name,
      args: program.args,
      env: program.env(),
      output: "quiet",
      keepLinesMax: KEEP_LINES_MAX,
      ready: program.ready,
      stopWithParent: true,
      command: { hurry: command.hurry, onStop: (stop) => void stops.splice(0, 1, stop) },
    });
    return current;
  };
  const watch = async (first: ManagedProcess) => {
    let running = first;
    for (;;) {
      const exit = await running.exited;
      current = null;
      code = exit.code;
      said.push(exit.lastLines);
      if (isOver) return;
      ends += 1;
      running = await startAgain();
      if (isOver) running.stop().catch(() => {});
    }
  };
  const startAgain = async (): Promise<ManagedProcess> => {
    for (;;) {
      await sleep(RESTART_MS);
      try {
        return await start();
      } catch (error) {
        // Its database may be away: tried until it works, as a supervisor does.
        said.push(error instanceof Error ? error.message : String(error));
        if (isOver) throw error;
      }
    }
  };

  const first = await start();
  const watching = watch(first).catch(() => {});
  const end = async () => {
    isOver = true;
    for (const signal of ["SIGCONT", "SIGKILL"] as const) send(current, signal);
    if (current === null) await stops[0]?.();
    await watching;
  };
  command.onStop(end);

  return {
    name: program.name,
    ready: first.ready,
    isUp: () => current !== null,
    pid: () => current?.pid ?? null,
    up: async () => {
      while (current === null && !isOver) await sleep(20);
    },
    signal: (signal) => send(current, signal),
    deploy: async () => {
      const before = ends;
      send(current, "SIGTERM");
      while (ends === before && !isOver) await sleep(20);
      return code;
    },
    ends: () => ends,
    end,
    output: () => said.join("\n"),
  };
}

function send(target: ManagedProcess | null, signal: NodeJS.Signals): boolean {
  if (target === null) return false;
  try {
    return process.kill(target.pid, signal);
  } catch {
    // It has just ended by itself.
    return false;
  }
}
