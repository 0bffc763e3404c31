import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { CRASH_POINT_NAMES } from "./catalogue/crash-points.ts";

const PRELOAD = new URL("./failpoints.ts", import.meta.url).href;
const FAILPOINT = new URL("../../lib/failpoint.ts", import.meta.url).href;

/** What a process prints that passes three instants. */
async function run(plan: string): Promise<{ printed: string[]; signal: string | null }> {
  const script = `const { failpoint } = await import("${FAILPOINT}");
    for (const name of ["one", "two", "one"]) {
      await failpoint(name).then(() => console.log(name), (error) => console.log(error.message));
    }`;
  const args = ["--import", PRELOAD, "--input-type=module", "-e", script];
  const env = { PATH: process.env.PATH ?? "", FAILPOINT: plan } as unknown as NodeJS.ProcessEnv;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return { printed: stdout.trim().split("\n"), signal: null };
  } catch (error) {
    const { stdout, signal } = error as { stdout: string; signal: string };
    return { printed: stdout.trim().split("\n"), signal };
  }
}

test.each([
  ["", ["one", "two", "one"], null],
  ["one:kill", [""], "SIGKILL"],
  ["two:kill", ["one"], "SIGKILL"],
  ["one:kill:2", ["one", "two"], "SIGKILL"],
  ["*:kill:3", ["one", "two"], "SIGKILL"],
  ["two:throw", ["one", "Failpoint two", "one"], null],
  ["one:throw:0", ["one", "two", "one"], null],
  ["one:delay=1:1", ["one", "two", "one"], null],
])("FAILPOINT=%s", async (plan, printed, signal) => {
  expect(await run(plan)).toEqual({ printed, signal });
});

test("each instant that the product names is one at which some fault kills it", () => {
  const named = globSync("{app,lib,server,worker}/**/*.ts").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/failpoint\("([^"]+)"\)/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual(CRASH_POINT_NAMES.toSorted());
});

test("what is shipped does not read it", () => {
  const shipped = globSync("{app,db,launch,lib,sandbox,scripts,server,worker}/**/*.{ts,tsx}");
  const rootFiles = globSync("*.{ts,mjs}");
  expect(shipped.length).toBeGreaterThan(300);
  const readers = [...shipped, ...rootFiles].filter((file) =>
    /\bFAILPOINT\b/.test(readFileSync(file, "utf8")),
  );
  expect(readers).toEqual([]);
});
