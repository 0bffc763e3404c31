import { ensureBuilt } from "#launch/build.ts";
import { BROKEN_OFF, type Command, runCommand } from "#launch/run-command.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { Fault } from "./fault.ts";
import { type Options, readOptions } from "./options.ts";
import { openCluster } from "./postgres-cluster.ts";
import {
  beginRun,
  inOneLine,
  keepTraces,
  type Run,
  readJson,
  writeDocs,
  writeJson,
} from "./report.ts";
import { runFault } from "./run-fault.ts";
import { printHead, printRow } from "./table.ts";
import { makeTemplate } from "./template.ts";

/** Breaks the system in every way of the catalogue, under load, and counts what came of it. */
await runCommand(
  async (command) => {
    const options = readOptions(process.argv.slice(2));
    await ensureBuilt(command);
    const faults = choose(options);
    const runs = await runAll(faults, options, command);
    if (options.isForDocs) await writeDocs(runs);
    console.log("");
    for (const run of runs) console.log(inOneLine(run));
    return runs.length === options.runs && runs.every((run) => isClean(run, faults)) ? 0 : 1;
  },
  { stoppedCode: BROKEN_OFF },
);

function isClean({ rows, skipped }: Run, faults: Fault[]): boolean {
  const isWhole = rows.length > 0 && rows.length + skipped.length === faults.length;
  return isWhole && rows.every(({ problems }) => problems.length === 0);
}

/** By one of the words of its name, or all of them. */
function choose({ only, isLong }: Options): Fault[] {
  if (only.length === 0) return CATALOGUE.filter(({ isShort = false }) => isLong || isShort);
  const wished = only.map((name) => name.toLowerCase());
  return CATALOGUE.filter(({ name }) =>
    [name, ...name.split(" ")].some((word) => wished.includes(word.toLowerCase())),
  );
}

async function runAll(faults: Fault[], options: Options, command: Command): Promise<Run[]> {
  const { jsonFile, isResumed } = options;
  const cluster = await openCluster(command);
  const template = await makeTemplate(command, cluster);
  const runs = jsonFile !== null && isResumed ? await readJson(jsonFile) : [];
  const firstSeed = runs[0]?.seed ?? options.seed;
  for (let at = 0; at < options.runs && !command.signal.aborted; at += 1) {
    const run = runs[at] ?? (await beginRun(firstSeed + at));
    runs[at] = run;
    console.log(`\nSeed ${run.seed}, ${faults.length} faults\n`);
    printHead();
    for (const fault of faults) {
      if (command.signal.aborted) break;
      await runOne(fault, run, { command, cluster, template, ...options, seed: run.seed });
      if (jsonFile !== null) await writeJson(jsonFile, runs);
    }
  }
  return runs;
}

async function runOne(fault: Fault, run: Run, needs: Parameters<typeof runFault>[1]) {
  const { name } = fault;
  if ([...run.rows, ...run.skipped].some((done) => done.fault === name)) return;
  const why = (await fault.whyNot?.()) ?? null;
  if (why !== null) {
    console.log(`${name}: SKIPPED, ${why}`);
    run.skipped.push({ fault: name, why });
    return;
  }
  const row = await runFault(fault, needs);
  // A row that somebody broke off says nothing.
  if (needs.command.signal.aborted) return;
  printRow(row);
  await keepTraces(row);
  const { outputs: _, history: __, ...kept } = row;
  run.rows.push(kept);
}
