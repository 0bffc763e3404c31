import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { CATALOGUE } from "#tests/faults/catalogue.ts";
import type { Fault } from "#tests/faults/fault.ts";
import { type Options, readOptions } from "#tests/faults/options.ts";
import { openCluster } from "#tests/faults/postgres-cluster.ts";
import { type Row, runFault } from "#tests/faults/run-fault.ts";
import { printHead, printRow } from "#tests/faults/table.ts";
import { makeTemplate } from "#tests/faults/template.ts";
import { ensureBuilt } from "./build.ts";
import { inProject } from "./project-root.ts";
import { type Command, runCommand } from "./run-command.ts";

/** Breaks the system in every way of the list, under load, and counts what came of it. */
await runCommand(async (command) => {
  const options = readOptions(process.argv.slice(2));
  await ensureBuilt(command);
  const startedAt = performance.now();
  const rows = await runAll(chooseFaults(options), options, command);
  if (options.jsonFile !== null) await writeFile(options.jsonFile, JSON.stringify(rows, null, 2));
  const failed = rows.filter(({ problems }) => problems.length > 0);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(
    `\n${rows.length} faults in ${seconds} s, ${failed.length} failed. Again: --seed ${options.seed}`,
  );
  return failed.length === 0 && rows.length > 0 ? 0 : 1;
});

function chooseFaults({ only, isLong }: Options): Fault[] {
  if (only.length === 0) return CATALOGUE.filter(({ isShort = false }) => isLong || isShort);
  const isWanted = ({ name }: Fault) =>
    only.some((wished) => name.toLowerCase().split(" ").includes(wished.toLowerCase()));
  return CATALOGUE.filter(isWanted);
}

async function runAll(faults: Fault[], options: Options, command: Command): Promise<Row[]> {
  const cluster = await openCluster(command);
  const template = await makeTemplate(command, cluster);
  const rows: Row[] = [];
  console.log(`Seed ${options.seed}, ${faults.length} faults\n`);
  printHead();
  for (const fault of faults) {
    if (command.signal.aborted) break;
    const why = (await fault.whyNot?.()) ?? null;
    if (why !== null) {
      console.log(`${fault.name}: SKIPPED, ${why}`);
      continue;
    }
    const row = await runFault(fault, { command, cluster, template, ...options });
    printRow(row);
    await keepOutputs(row);
    rows.push(row);
  }
  return rows;
}

/** What the processes wrote stays for whoever wants to know why. */
async function keepOutputs({ fault, outputs }: Row): Promise<void> {
  const folder = inProject(".data/faults", fault.replaceAll(/[^\w-]+/g, "-"));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(outputs)) {
    await writeFile(path.join(folder, `${name}.log`), text);
  }
}
