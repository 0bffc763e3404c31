import { readFile } from "node:fs/promises";
import { z } from "zod";

export type Counts = { passed: number; failed: number; skipped: number };

/** What vitest's JSON report counted; a run that failed without a failed test (a file that does not load) is one failure. */
export async function readVitestCounts(file: string, exitCode: number): Promise<Counts> {
  const report = vitestSchema.safeParse(await readJson(file));
  if (!report.success) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report.data;
  return withHiddenFailure(
    { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests },
    exitCode,
  );
}

/** What Playwright's JSON report counted; a test that passed at its second try passed. */
export async function readPlaywrightCounts(file: string, exitCode: number): Promise<Counts> {
  const report = playwrightSchema.safeParse(await readJson(file));
  if (!report.success) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.data.stats;
  return withHiddenFailure({ passed: expected + flaky, failed: unexpected, skipped }, exitCode);
}

/** What the fault kit's JSON report counted. */
export async function readFaultCounts(file: string, exitCode: number): Promise<Counts> {
  const report = faultsSchema.safeParse(await readJson(file));
  if (!report.success) return { passed: 0, failed: 1, skipped: 0 };
  const rows = report.data.runs.flatMap((run) => run.rows);
  const skipped = report.data.runs.flatMap((run) => run.skipped);
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  return withHiddenFailure(
    { passed: rows.length - failed, failed, skipped: skipped.length },
    exitCode,
  );
}

const count = z.number().int().min(0);
const faultsSchema = z.object({
  runs: z.array(
    z.object({
      rows: z.array(z.object({ problems: z.array(z.string()) })),
      skipped: z.array(z.unknown()),
    }),
  ),
});
const vitestSchema = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
});
const playwrightSchema = z.object({
  stats: z.object({ expected: count, unexpected: count, flaky: count, skipped: count }),
});

function withHiddenFailure(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    // The run ended before it wrote its report: its exit code and output say why.
    return null;
  }
}
