import type { Row } from "./run-fault.ts";

/** A row without the long texts. */
export type TableRow = Omit<Row, "outputs" | "history">;

const COLUMNS: [string, (row: TableRow) => string | number][] = [
  ["Fault", ({ fault, title }) => `${fault}: ${title}`],
  ["Injected", ({ injected }) => injected],
  ["In", ({ verdict }) => verdict.acknowledged],
  ["Stored", ({ verdict }) => verdict.stored],
  ["Doubled", ({ verdict }) => verdict.doubled],
  ["Lost", ({ verdict }) => verdict.lost],
  ["Out of order", ({ verdict }) => verdict.disordered],
  ["Replies sent", ({ verdict }) => verdict.replies],
  ["Replies doubled", ({ verdict }) => verdict.repliesDoubled],
  ["Held", ({ verdict }) => verdict.held],
  ["Waiting", ({ verdict: { waiting } }) => waiting.events + waiting.messages + waiting.replies],
  ["Recovery", ({ recoveryMs }) => (recoveryMs === null ? "none" : seconds(recoveryMs))],
];

const TITLE_WIDTH = 58;

export function printHead(): void {
  console.log(COLUMNS.map(([name], at) => pad(name, at)).join("  "));
}

/** One line; what is wrong follows below it. */
export function printRow(row: TableRow): void {
  console.log(COLUMNS.map(([, cell], at) => pad(String(cell(row)), at)).join("  "));
  for (const problem of row.problems) console.log(`    ✗ ${problem}`);
}

export function toMarkdown(rows: TableRow[]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(COLUMNS.map(([name]) => name)),
    line(COLUMNS.map((_, at) => (at === 0 ? "---" : "--:"))),
    ...rows.map((row) => line(COLUMNS.map(([, cell]) => cell(row)))),
  ].join("\n");
}

function pad(text: string, at: number): string {
  if (at === 0) return text.slice(0, TITLE_WIDTH).padEnd(TITLE_WIDTH);
  return text.padStart(COLUMNS[at]?.[0].length ?? 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
