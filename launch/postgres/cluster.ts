import { randomBytes } from "node:crypto";
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Binaries } from "./binaries.ts";
import { runAs } from "./run-as.ts";
import type { ServerUser } from "./server-user.ts";

export type Cluster = { dir: string; password: string };
type Needs = {
  folder: string;
  binaries: Binaries;
  user: ServerUser;
  durable: boolean;
  log: (line: string) => void;
};

export const SUPERUSER = "switchboard";
const PART = "cluster-part-";

/** The database cluster of `folder`, made with `initdb` when there is none that was finished. */
export async function ensureCluster(needs: Needs): Promise<Cluster> {
  const { folder } = needs;
  const link = path.join(folder, "cluster");
  await removeUnfinished(folder);
  const found = await realpath(link).catch(() => null);
  if (found !== null) return { dir: found, password: await readPassword(folder) };
  await rm(link, { force: true });
  const password = randomBytes(24).toString("hex");
  await writeFile(passwordFile(folder), password, { mode: 0o600, flush: true });
  const home = await findHome(needs);
  const part = await mkdtemp(path.join(home, PART));
  if (needs.user !== null) await chown(part, needs.user.uid, needs.user.gid);
  await initialise(needs, part, password);
  // The rename is what makes a cluster count: one that was interrupted before it is made anew.
  const finished = path.join(home, "cluster");
  await rename(path.join(part, "data"), finished);
  await rm(part, { recursive: true, force: true });
  if (home !== folder) await symlink(finished, link);
  return { dir: await realpath(link), password };
}

/** Deletes everything of `folder`, also a cluster that had to live elsewhere. The server must have been stopped. */
export async function removeClusterFolder(folder: string): Promise<void> {
  const real = await realpath(path.join(folder, "cluster")).catch(() => null);
  const options = { recursive: true, force: true, maxRetries: 5 };
  if (real !== null && path.dirname(real) !== (await realpath(folder))) {
    await rm(path.dirname(real), options);
  }
  await rm(folder, options);
}

/** An `initdb` that outlived its launcher may still be writing: what cannot be removed now is removed at the next start. */
async function removeUnfinished(folder: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  for (const name of await readdir(folder)) {
    if (name.startsWith(PART)) await rm(path.join(folder, name), options).catch(() => {});
  }
}

async function initialise(needs: Needs, part: string, password: string): Promise<void> {
  const pwfile = path.join(part, "password");
  await writeFile(pwfile, password, { mode: 0o600 });
  if (needs.user !== null) await chown(pwfile, needs.user.uid, needs.user.gid);
  const { code, output } = await runAs(needs.user, needs.binaries.initdb, [
    `--pgdata=${path.join(part, "data")}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${pwfile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    // Sorts by code point and knows letters beyond ASCII, on every machine alike.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(needs.durable ? [] : ["--no-sync"]),
  ]);
  if (code !== 0) throw new Error(`initdb failed (${code}):\n${output.trim()}`);
}

/** Where the server's user can reach its data: `folder`, unless a folder above it is closed to that user. */
async function findHome({ folder, user, durable, log }: Needs): Promise<string> {
  if (user === null) return folder;
  await chmod(folder, 0o711);
  if ((await runAs(user, "/bin/sh", ["-c", 'cd "$1"', "sh", folder])).code === 0) return folder;
  // Temporary folders are emptied at times; data that is to stay needs a better place.
  const parent = durable ? "/var/lib" : os.tmpdir();
  await mkdir(parent, { recursive: true });
  const home = await mkdtemp(path.join(parent, "switchboard-postgres-"));
  await chmod(home, 0o711);
  log(`PostgreSQL's user may not enter ${folder}: its data is kept in ${home}.`);
  return home;
}

async function readPassword(folder: string): Promise<string> {
  try {
    return await readFile(passwordFile(folder), "utf8");
  } catch (error) {
    throw new Error(
      `${passwordFile(folder)} is missing: the database beside it cannot be opened without it. ` +
        `Put the file back, or remove ${folder} to begin with an empty database.`,
      { cause: error },
    );
  }
}

function passwordFile(folder: string): string {
  return path.join(folder, "password");
}
