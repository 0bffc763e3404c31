import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** How a run ended; `failures` says of each failed test which it is and why, as far as the report tells. */
export type Counts = { passed: number; failed: number; skipped: number; failures: string[] };

/** What vitest's JSON report counted; a run that failed without a failed test (a file that does not load) is one failure. */
export async function readVitestCounts(file: string, exitCode: number): Promise<Counts> {
  const report = vitestSchema.safeParse(await readJson(file));
  if (!report.success) return NO_REPORT;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    report.data;
  return withHiddenFailure(
    {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
      failures: testResults.flatMap(vitestFailures),
    },
    exitCode,
  );
}

/** What Playwright's JSON report counted; a test that passed at its second try passed. */
export async function readPlaywrightCounts(file: string, exitCode: number): Promise<Counts> {
  const report = playwrightSchema.safeParse(await readJson(file));
  if (!report.success) return NO_REPORT;
  const { stats, suites } = report.data;
  const { expected, unexpected, flaky, skipped } = stats;
  const failures = suites.flatMap(playwrightFailures);
  return withHiddenFailure(
    { passed: expected + flaky, failed: unexpected, skipped, failures },
    exitCode,
  );
}

/** What the fault kit's JSON report counted. */
export async function readFaultCounts(file: string, exitCode: number): Promise<Counts> {
  const report = faultsSchema.safeParse(await readJson(file));
  if (!report.success) return NO_REPORT;
  const rows = report.data.runs.flatMap((run) => run.rows);
  const skipped = report.data.runs.flatMap((run) => run.skipped);
  const failed = rows.filter(({ problems }) => problems.length > 0);
  return withHiddenFailure(
    {
      passed: rows.length - failed.length,
      failed: failed.length,
      skipped: skipped.length,
      failures: failed.map(({ fault, problems }) => withReasons(fault, problems)),
    },
    exitCode,
  );
}

const NO_REPORT: Counts = { passed: 0, failed: 1, skipped: 0, failures: [] };

const count = z.number().int().min(0);
const faultsSchema = z.object({
  runs: z.array(
    z.object({
      rows: z.array(z.object({ fault: z.string(), problems: z.array(z.string()) })),
      skipped: z.array(z.unknown()),
    }),
  ),
});

const vitestFileSchema = z.object({
  name: z.string(),
  message: z.string().default(""),
  assertionResults: z.array(
    z.object({
      fullName: z.string(),
      status: z.string(),
      failureMessages: z.array(z.string()).nullish(),
    }),
  ),
});
const vitestSchema = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
  testResults: z.array(vitestFileSchema),
});

const playwrightSuiteSchema = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(z.object({ errors: z.array(z.object({ message: z.string() })) })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(playwrightSuiteSchema).optional();
  },
});
const playwrightSchema = z.object({
  stats: z.object({ expected: count, unexpected: count, flaky: count, skipped: count }),
  suites: z.array(playwrightSuiteSchema),
});

function vitestFailures({ name, message, assertionResults }: z.infer<typeof vitestFileSchema>) {
  const failed = assertionResults.filter(({ status }) => status === "failed");
  if (failed.length === 0 && message !== "") return [withReasons(name, [message])];
  return failed.map((test) =>
    withReasons(`${name} › ${test.fullName}`, test.failureMessages ?? []),
  );
}

function playwrightFailures(suite: z.infer<typeof playwrightSuiteSchema>): string[] {
  const own = suite.specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected")
      .map(({ results }) =>
        withReasons(
          `${file} › ${title}`,
          results.flatMap(({ errors }) => errors.map(({ message }) => message)),
        ),
      ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(playwrightFailures)];
}

const MESSAGE_LINES = 12;

function withReasons(title: string, messages: string[]): string {
  const lines = messages.flatMap((message) =>
    stripVTControlCharacters(message).split("\n").filter(isOurs).slice(0, MESSAGE_LINES),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function isOurs(line: string): boolean {
  return !line.includes("/node_modules/");
}

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
