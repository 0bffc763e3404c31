import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inProject } from "#launch/project-root.ts";
import type { Row } from "./run-fault.ts";
import { toMarkdown } from "./table.ts";

export type Report = {
  seed: number;
  rows: Row[];
  skipped: { fault: string; why: string }[];
};

/** The rows without the long texts. */
export async function writeJson(file: string, report: Report): Promise<void> {
  const rows = report.rows.map(({ outputs: _, history: __, ...row }) => row);
  await writeFile(file, `${JSON.stringify({ ...report, rows }, null, 2)}\n`);
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

/** Puts the table into docs/reliability.md, in place of the one that is there. */
export async function writeDocs({ rows, skipped, seed }: Report): Promise<void> {
  const file = inProject("docs/reliability.md");
  const [before = "", rest = ""] = (await readFile(file, "utf8")).split(BEGIN);
  const after = rest.includes(END) ? rest.slice(rest.indexOf(END) + END.length) : "\n";
  const left = skipped.map(({ fault, why }) => `Not tried: ${fault} (${why}).`);
  const table = [`Seed ${seed}.`, "", toMarkdown(rows), ...(left.length > 0 ? ["", ...left] : [])];
  await writeFile(file, `${before}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`);
}
