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

const vitest = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [],
};

it("counts what vitest reports, and names what failed", async () => {
  const failed = { status: "failed", fullName: "money is kept", failureMessages: ["1 lost\nat x"] };
  const passed = { status: "passed", fullName: "time is kept", failureMessages: [] };
  const testResults = [
    { name: "/a.test.ts", message: "", assertionResults: [passed, failed] },
    { name: "/b.test.ts", message: "does not load", assertionResults: [] },
  ];
  await writeFile(file, JSON.stringify({ ...vitest, numFailedTests: 1, testResults }));
  expect(await readVitestCounts(file, 1)).toEqual({
    passed: 7,
    failed: 1,
    skipped: 2,
    failures: ["/a.test.ts › money is kept\n  1 lost\n  at x", "/b.test.ts\n  does not load"],
  });
});

it("counts what Playwright reports, and names what failed", async () => {
  const spec = (title: string, status: string, message: string) => ({
    title,
    file: "a.spec.ts",
    tests: [{ status, results: [{ errors: [{ message }] }] }],
  });
  const inner = { specs: [spec("third", "unexpected", "\u001b[31mred\u001b[39m")] };
  const outer = { specs: [spec("first", "flaky", "slow")], suites: [inner] };
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  await writeFile(file, JSON.stringify({ stats, suites: [outer] }));
  expect(await readPlaywrightCounts(file, 1)).toEqual({
    passed: 4,
    failed: 1,
    skipped: 2,
    failures: ["a.spec.ts › third\n  red"],
  });
});

it("counts the faults that the system withstood, and those that could not be tried", async () => {
  const rows = [[], ["1 lost"], []].map((problems, at) => ({ fault: `F${at}`, problems }));
  const skipped = [{ fault: "F35 redis", why: "none" }];
  await writeFile(file, JSON.stringify({ runs: [{ rows, skipped }] }));
  expect(await readFaultCounts(file, 1)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    failures: ["F1\n  1 lost"],
  });
});

it("counts a run that failed without a failed test as one failure", async () => {
  await writeFile(file, JSON.stringify(vitest));
  expect(await readVitestCounts(file, 1)).toMatchObject({ passed: 7, failed: 1, skipped: 2 });
});

it("counts a run that left no report as one failure, whatever its exit code", async () => {
  for (const read of [readVitestCounts, readPlaywrightCounts, readFaultCounts]) {
    expect(await read(file, 0)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  }
});
