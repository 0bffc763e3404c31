import { startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import type { Command } from "./run-command.ts";

export type CheckResult = { name: string; isOk: boolean };
type Running = Pick<Command, "hurry" | "onStop">;
type Check = { name: string; program: string; args: string[]; fails?: RegExp };

const CHECKS: Check[] = [
  { name: "types", program: "tsc", args: ["--noEmit", "-p", "."] },
  { name: "format and lint", program: "biome", args: ["check", "."] },
  {
    name: "import rules",
    program: "depcruise",
    args: ["."],
    // Without a parser that fits, dependency-cruiser sees nothing and is content.
    fails: /\(0 modules/,
  },
  { name: "dead code", program: "knip", args: [] },
];

/** Types and lint take a core each. */
const AT_ONCE = 2;
const KEEP_LINES_MAX = 2_000;

/** Runs every check, prints a line for each as it ends, and the output of those that failed. */
export async function runChecks(command: Running): Promise<CheckResult[]> {
  const waiting = [...CHECKS];
  const results: CheckResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      results.push(await runCheck(check, command));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function runCheck(check: Check, command: Running): Promise<CheckResult> {
  const startedAt = performance.now();
  const { exited } = await startProcess({
    name: check.name,
    args: [inProject("node_modules/.bin", check.program), ...check.args],
    env: process.env,
    output: "quiet",
    keepLinesMax: KEEP_LINES_MAX,
    command,
  });
  const { code, lastLines } = await exited;
  const isOk = code === 0 && !check.fails?.test(lastLines);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${isOk ? "ok    " : "failed"}  ${check.name.padEnd(16)} ${seconds.padStart(5)} s`);
  if (!isOk) console.log(lastLines);
  return { name: check.name, isOk };
}
