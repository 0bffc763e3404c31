import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * When any file of these files and folders was last changed, in ms since 1970. Missing ones count as never; tests
 * do not count.
 */
export async function findNewestChange(root: string, names: string[]): Promise<number> {
  let newest = 0;
  for (const name of names) {
    if (isTest(name)) continue;
    const full = path.join(root, name);
    const found = await stat(full).catch(() => null);
    if (found === null) continue;
    const changed = found.isDirectory()
      ? // A folder's own time tells of files that were added, removed or renamed.
        Math.max(found.mtimeMs, await findNewestChange(full, await readdir(full)))
      : found.mtimeMs;
    newest = Math.max(newest, changed);
  }
  return newest;
}

function isTest(name: string): boolean {
  return /\.test\.tsx?$/.test(name);
}
