import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export type Command = {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  signal: AbortSignal;
  /** Aborted by a second one: whoever is still being waited for is killed. */
  hurry: AbortSignal;
  /**
   * What must be undone at the end, however it comes; the last registered goes first. Throws while the command is being
   * stopped already, so that nothing more is begun; what was registered is undone all the same.
   */
  onStop(undo: () => Promise<void>): void;
};

/**
 * A terminal sends Ctrl-C to npm and to us, and npm passes its own on as well: what follows this closely is the same
 * keypress.
 */
const SAME_KEYPRESS_MS = 1_000;
const LAST_WORDS_MS = 30_000;

/** What a shell shows for a program that SIGINT ended: a test that was broken off has not passed. */
export const BROKEN_OFF = 130;

/**
 * Runs a command to its end, undoes what it started, and ends the process with the command's exit code, or with
 * `stoppedCode` if a signal stopped it first: 0 suits a server, `BROKEN_OFF` what gives a verdict.
 */
export async function runCommand(
  main: (command: Command) => Promise<number>,
  { stoppedCode = 0 } = {},
): Promise<never> {
  const stop = new AbortController();
  const hurry = new AbortController();
  listenForSignals(stop, hurry);
  stopWithNpm(stop);
  const undoing = new UndoList();
  const command = {
    signal: stop.signal,
    hurry: hurry.signal,
    onStop: (undo: () => Promise<void>) => {
      undoing.add(undo);
      stop.signal.throwIfAborted();
    },
  };
  const ended = main(command).catch((error: unknown) => {
    if (stop.signal.aborted) return stoppedCode;
    console.error(error instanceof Error ? wordsFor(error) : error);
    return 1;
  });
  const outcome = await Promise.race([ended, aborted(stop.signal)]);
  const code = stop.signal.aborted ? stoppedCode : outcome;
  await undoing.run();
  // What main was opening when the signal came registers itself late; it is undone as well.
  if (stop.signal.aborted) await Promise.race([ended, aborted(hurry.signal), sleep(LAST_WORDS_MS)]);
  await undoing.run();
  process.exit(undoing.hasFailed ? Math.max(code, 1) : code);
}

async function aborted(signal: AbortSignal): Promise<number> {
  if (!signal.aborted) await once(signal, "abort");
  return 0;
}

class UndoList {
  readonly #steps: (() => Promise<void>)[] = [];
  hasFailed = false;

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        this.hasFailed = true;
        console.error(error);
      }
    }
  }
}

const PARENT_LOOK_MS = 500;

/**
 * Who ends npm ends only npm: its shell dies without a word to us. Then the process that started us is
 * no longer our parent.
 */
function stopWithNpm(stop: AbortController): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop.abort(new Error("Stopped."));
  }, PARENT_LOOK_MS).unref();
}

function listenForSignals(stop: AbortController, hurry: AbortController): void {
  let firstAt: number | null = null;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (firstAt === null) {
        firstAt = Date.now();
        stop.abort(new Error("Stopped."));
      } else if (Date.now() - firstAt > SAME_KEYPRESS_MS) {
        hurry.abort();
      }
    });
  }
}

/** The message for people; the stack only of what nobody foresaw. */
function wordsFor(error: Error): string {
  return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
