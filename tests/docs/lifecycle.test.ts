import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { inProject } from "#launch/project-root.ts";

const rows = readFileSync(inProject("docs/lifecycle.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\| (cause|-)/.test(line))
  .map((line) => line.slice(1, -1).split("|"));

/** Every test of the project, by the name of its file. */
const testFiles = new Set(
  ["app", "lib", "tests"].flatMap((folder) =>
    readdirSync(inProject(folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(test|spec)\.tsx?$/.test(file))
      .map((file) => path.basename(file)),
  ),
);

test.each(rows.map((cells) => [cells[0]?.trim() ?? "", cells] as const))(
  "%s: no cell is empty, and its tests exist",
  (_cause, cells) => {
    expect(cells).toHaveLength(6);
    for (const cell of cells) expect(cell.trim()).not.toBe("");
    const named = (cells[5] ?? "").match(/[\w.-]+\.(test|spec)\.tsx?/g) ?? [];
    const faults = (cells[5] ?? "").match(/\bF\d+\b/g) ?? [];
    expect(named.length + faults.length).toBeGreaterThan(0);
    for (const file of named) expect(testFiles).toContain(file);
  },
);

test("there are rows", () => {
  expect(rows.length).toBeGreaterThan(50);
});
