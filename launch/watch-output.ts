import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export type WatchedOutput = {
  /** The last lines of both streams. */
  lastLines(): string;
  /** Resolves with the match of the first line of standard output that fits, seen already or still to come. */
  firstLine(pattern: RegExp): Promise<RegExpMatchArray>;
};

/** Reads a child's output to its end (a full pipe would stop the child), and passes it on as asked. */
export function watchOutput(
  child: ChildProcess,
  name: string,
  output: "forward" | "prefix" | "quiet",
  linesMax: number,
): WatchedOutput {
  const last: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const watch = (from: Readable | null, to: Writable, isStdout: boolean) => {
    if (from === null) return;
    createInterface({ input: from }).on("line", (line) => {
      last.push(line);
      if (last.length > linesMax) last.shift();
      if (output !== "quiet") to.write(`${output === "prefix" ? `${name} | ` : ""}${line}\n`);
      if (isStdout) for (const listen of listeners) listen(line);
    });
  };
  watch(child.stdout, process.stdout, true);
  watch(child.stderr, process.stderr, false);
  return {
    lastLines: () => last.join("\n"),
    firstLine: (pattern) => waitForLine(pattern, last, listeners),
  };
}

async function waitForLine(
  pattern: RegExp,
  seen: string[],
  listeners: Set<(line: string) => void>,
): Promise<RegExpMatchArray> {
  for (const line of seen) {
    const match = line.match(pattern);
    if (match !== null) return match;
  }
  return await new Promise((resolve) => {
    const listen = (line: string) => {
      const match = line.match(pattern);
      if (match === null) return;
      listeners.delete(listen);
      resolve(match);
    };
    listeners.add(listen);
  });
}
