import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readFaultCounts, readPlaywrightCounts, readVitestCounts } from "./test-counts.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-test-"));
  file = path.join(folder, "report.json");
});
afterEach(() => rm(folder, { recursive: true }));

const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
const playwright = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } };

it("counts what both runners report", async () => {
  await writeFile(file, JSON.stringify(vitest));
  expect(await readVitestCounts(file, 0)).toEqual({ passed: 7, failed: 0, skipped: 2 });
  await writeFile(file, JSON.stringify(playwright));
  expect(await readPlaywrightCounts(file, 1)).toEqual({ passed: 4, failed: 1, skipped: 2 });
});

it("counts the faults that the system withstood, and those that could not be tried", async () => {
  const rows = [{ problems: [] }, { problems: ["1 lost"] }, { problems: [] }];
  const skipped = [{ fault: "F35 redis", why: "none" }];
  await writeFile(file, JSON.stringify({ runs: [{ rows, skipped }] }));
  expect(await readFaultCounts(file, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it("counts a run that failed without a failed test as one failure", async () => {
  await writeFile(file, JSON.stringify(vitest));
  expect(await readVitestCounts(file, 1)).toEqual({ passed: 7, failed: 1, skipped: 2 });
});

it("counts a run that left no report as one failure, whatever its exit code", async () => {
  expect(await readVitestCounts(file, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(await readPlaywrightCounts(file, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(await readFaultCounts(file, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
