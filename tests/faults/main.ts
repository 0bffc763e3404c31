import { ensureBuilt } from "#launch/build.ts";
import { type Command, runCommand } from "#launch/run-command.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { Fault } from "./fault.ts";
import { type Options, readOptions } from "./options.ts";
import { openCluster } from "./postgres-cluster.ts";
import { keepTraces, type Report, writeDocs, writeJson } from "./report.ts";
import { runFault } from "./run-fault.ts";
import { printHead, printRow } from "./table.ts";
import { makeTemplate } from "./template.ts";

/** Breaks the system in every way of the catalogue, under load, and counts what came of it. */
await runCommand(async (command) => {
  const options = readOptions(process.argv.slice(2));
  await ensureBuilt(command);
  const startedAt = performance.now();
  const report = await runAll(choose(options), options, command);
  if (options.jsonFile !== null) await writeJson(options.jsonFile, report);
  if (options.isForDocs) await writeDocs(report);
  const { rows, skipped } = report;
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(
    `\n${rows.length} faults in ${seconds} s: ${failed} failed, ${skipped.length} skipped. ` +
      `The same again: --seed ${options.seed}`,
  );
  return failed === 0 && rows.length > 0 ? 0 : 1;
});

/** By one of the words of its name, or all of them. */
function choose({ only, isLong }: Options): Fault[] {
  if (only.length === 0) return CATALOGUE.filter(({ isShort = false }) => isLong || isShort);
  const wished = only.map((name) => name.toLowerCase());
  return CATALOGUE.filter(({ name }) =>
    [name, ...name.split(" ")].some((word) => wished.includes(word.toLowerCase())),
  );
}

async function runAll(faults: Fault[], options: Options, command: Command): Promise<Report> {
  const cluster = await openCluster(command);
  const template = await makeTemplate(command, cluster);
  const report: Report = { seed: options.seed, rows: [], skipped: [] };
  console.log(`Seed ${options.seed}, ${faults.length} faults\n`);
  printHead();
  for (const fault of faults) {
    if (command.signal.aborted) break;
    const why = (await fault.whyNot?.()) ?? null;
    if (why !== null) {
      console.log(`${fault.name}: SKIPPED, ${why}`);
      report.skipped.push({ fault: fault.name, why });
      continue;
    }
    const row = await runFault(fault, { command, cluster, template, ...options });
    printRow(row);
    await keepTraces(row);
    report.rows.push(row);
  }
  return report;
}
