import { mkdir, mkdtemp, readFile, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { PlantedImport } from "./planted-imports.ts";

/** Builds a house of its own in a scratch folder, with exactly these imports. */
export async function plantImports(planted: readonly PlantedImport[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "switchboard-imports-")));
  const { type, imports } = JSON.parse(await readFile("package.json", "utf8"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type, imports }));

  for (const [file, lines] of contentsOf(planted)) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), `${lines.join("\n")}\nexport type Planted = string;\n`);
  }
  return folder;
}

/** The files that import, and the files that they name unless those are to be missing. */
function contentsOf(planted: readonly PlantedImport[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { from, to } of planted) {
    if (basename(to) !== "nowhere.ts") files.set(fileOf(from, to), []);
    files.set(from, []);
  }
  for (const { from, to, how } of planted) files.get(from)?.push(statement(to, how));
  return files;
}

function fileOf(from: string, to: string): string {
  return to.startsWith("#") ? to.slice(1) : join(dirname(from), to);
}

function statement(to: string, how: PlantedImport["how"]): string {
  if (how === "dynamic") return `await import(${JSON.stringify(to)});`;
  if (how === "type") return `import type { Planted as _ } from ${JSON.stringify(to)};`;
  return `import ${JSON.stringify(to)};`;
}
