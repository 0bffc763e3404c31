import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureBuilt } from "./build.ts";
import { runChecks } from "./checks.ts";
import { findChromium, NO_CHROMIUM } from "./chromium.ts";
import { openEmbeddedPostgres } from "./postgres.ts";
import { startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import { BROKEN_OFF, type Command, runCommand } from "./run-command.ts";
import {
  type Counts,
  readFaultCounts,
  readPlaywrightCounts,
  readVitestCounts,
} from "./test-counts.ts";

const STEPS = [
  { title: "Checks", run: runCheckStep },
  { title: "Unit and integration tests", run: runVitest },
  { title: "Browser tests", run: runBrowserTests },
  { title: "Faults", run: runFaults },
];

type Run = { command: Command; reports: string; env: Record<string, string | undefined> };

await runCommand(
  async (command) => {
    const reports = await mkdtemp(path.join(os.tmpdir(), "switchboard-reports-"));
    command.onStop(() => rm(reports, { recursive: true, force: true }));
    const server = await openEmbeddedPostgres({
      dataDir: inProject(".data/test-postgres"),
      log: console.log,
      ephemeral: true,
      durable: false,
    });
    command.onStop(server.close);
    const env = { ...process.env, TEST_DATABASE_URL: server.url };
    const total: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const { title, run } of STEPS) {
      if (command.signal.aborted) break;
      console.log(`\n── ${title}`);
      add(total, await runStep(title, () => run({ command, reports, env })));
    }
    if (total.failures.length > 0) console.log(`\n── Failed\n${total.failures.join("\n")}`);
    console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
    return total.failed === 0 ? 0 : 1;
  },
  { stoppedCode: BROKEN_OFF },
);

/** A step that cannot even run counts as one failure, and the next one still has its turn. */
async function runStep(title: string, run: () => Promise<Counts>): Promise<Counts> {
  try {
    return await run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    return { passed: 0, failed: 1, skipped: 0, failures: [`${title}: ${reason}`] };
  }
}

async function runCheckStep({ command }: Run): Promise<Counts> {
  const results = await runChecks(command);
  const failures = results.filter(({ isOk }) => !isOk).map(({ name }) => name);
  const failed = failures.length;
  return { passed: results.length - failed, failed, skipped: 0, failures };
}

async function runVitest({ command, reports, env }: Run): Promise<Counts> {
  const report = path.join(reports, "vitest.json");
  const { exited } = await startProcess({
    name: "vitest",
    args: [
      inProject("node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    env,
    output: "forward",
    stopWithParent: true,
    command,
  });
  return await readVitestCounts(report, (await exited).code);
}

async function runBrowserTests(run: Run): Promise<Counts> {
  const chromium = await findChromium();
  if (chromium === null) {
    console.log(`${NO_CHROMIUM} The browser tests are skipped.`);
    const listed = await runPlaywright(run, ["--list"]);
    return { ...listed, passed: 0, skipped: listed.passed + listed.skipped };
  }
  await ensureBuilt(run.command);
  return await runPlaywright({ ...run, env: { ...run.env, CHROMIUM_PATH: chromium } }, []);
}

async function runPlaywright({ command, reports, env }: Run, args: string[]): Promise<Counts> {
  const report = path.join(reports, "playwright.json");
  const { exited } = await startProcess({
    name: "playwright",
    args: [
      inProject("node_modules/@playwright/test/cli.js"),
      "test",
      "--reporter=list,json",
      ...args,
    ],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    output: "forward",
    stopWithParent: true,
    command,
  });
  return await readPlaywrightCounts(report, (await exited).code);
}

/** The short form; `npm run test:faults -- --long` is the whole. */
async function runFaults({ command, reports, env }: Run): Promise<Counts> {
  const report = path.join(reports, "faults.json");
  const { exited } = await startProcess({
    name: "faults",
    args: [inProject("tests/faults/main.ts"), "--json", report],
    env,
    output: "forward",
    command,
  });
  return await readFaultCounts(report, (await exited).code);
}

function add(total: Counts, counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  total.failures.push(...counts.failures);
}
