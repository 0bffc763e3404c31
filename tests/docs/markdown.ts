/** A cell that says nothing, on purpose: what stands beside it tells why. */
export const NOTHING = "–";

export type Table = { title: string; columns: readonly string[]; rows: readonly string[][] };

export function toMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = [line(columns), line(columns.map(() => "---"))];
  const body = rows.map((cells) => line(cells.map(escaped)));
  return [`### ${title}`, "", ...head, ...body, ""].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function quoted(text: string): string {
  return `“${text}”`;
}

/** A file of the project, as seen from `docs`. */
export function linked(file: string): string {
  return `[${file.slice(file.lastIndexOf("/") + 1)}](../${file})`;
}
