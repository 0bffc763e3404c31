import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { inProject } from "#launch/project-root.ts";
import type { Row } from "./run-fault.ts";
import { type TableRow, toMarkdown } from "./table.ts";

/** One pass through the whole list. */
export type Run = {
  seed: number;
  startedAt: string;
  commit: string;
  rows: TableRow[];
  skipped: { fault: string; why: string }[];
};

/** Also written after each row: a call that is cut off loses one row. */
export async function writeJson(file: string, runs: Run[]): Promise<void> {
  await writeFile(file, `${JSON.stringify({ runs }, null, 2)}\n`);
}

const fileSchema = z.object({ runs: z.array(z.custom<Run>((value) => value instanceof Object)) });

/** @throws when the file is not one that `writeJson` wrote. */
export async function readJson(file: string): Promise<Run[]> {
  return fileSchema.parse(JSON.parse(await readFile(file, "utf8"))).runs;
}

export async function beginRun(seed: number): Promise<Run> {
  const { stdout } = await promisify(execFile)("git", ["rev-parse", "--short", "HEAD"]);
  const startedAt = new Date().toISOString();
  return { seed, startedAt, commit: stdout.trim(), rows: [], skipped: [] };
}

/** When, of what, and how it ended. */
export function inOneLine({ seed, startedAt, commit, rows }: Run): string {
  const seconds = Math.round(rows.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000);
  const failed = rows.filter(({ problems }) => problems.length > 0).map(({ fault }) => fault);
  const end = failed.length === 0 ? "0 failed" : `${failed.length} failed (${failed.join(", ")})`;
  const day = startedAt.slice(0, "2026-01-01".length);
  return `${day}, commit ${commit}, seed ${seed}: ${rows.length} faults in ${seconds} s, ${end}.`;
}

/** What the processes wrote, and after a bad end all that was found, for whoever wants to know why. */
export async function keepTraces({ fault, outputs, history, problems }: Row): Promise<void> {
  const folder = inProject(".data/faults", fault.replaceAll(/[^\w-]+/g, "-"));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(outputs)) {
    await writeFile(path.join(folder, `${name}.log`), text);
  }
  const file = path.join(folder, "history.json");
  if (problems.length > 0) await writeFile(file, JSON.stringify(history, null, 1));
  else await rm(file, { force: true });
}

const BEGIN = "<!-- faults -->";
const END = "<!-- /faults -->";

/** Puts the last run's table into docs/reliability.md, in place of the one that is there. */
export async function writeDocs(runs: Run[]): Promise<void> {
  const { rows = [], skipped = [] } = runs.at(-1) ?? {};
  const file = inProject("docs/reliability.md");
  const [before = "", rest = ""] = (await readFile(file, "utf8")).split(BEGIN);
  const after = rest.includes(END) ? rest.slice(rest.indexOf(END) + END.length) : "\n";
  const left = skipped.map(({ fault, why }) => `- not tried: ${fault} (${why})`);
  const table = [
    ...[...runs.map((run) => `- ${inOneLine(run)}`), ...left, ""],
    ...["The last one in full:", "", toMarkdown(rows)],
  ];
  await writeFile(file, `${before}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`);
}
