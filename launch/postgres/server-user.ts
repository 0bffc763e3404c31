import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Whom PostgreSQL runs as; null means ourselves. */
export type ServerUser = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root. `postgres` is the user made for it; `nobody` exists on every Unix, so that
 * no user has to be added to somebody's machine.
 */
export async function findServerUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const user = await findIds(name);
    if (user !== null) return user;
  }
  throw new Error(
    "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody` to run it as. " +
      "Run this command as an ordinary user, or set DATABASE_URL.",
  );
}

async function findIds(name: string): Promise<ServerUser> {
  try {
    const [uid, gid] = await Promise.all([printId("-u", name), printId("-g", name)]);
    return { uid, gid };
  } catch {
    // `id` ends with an error for a user that does not exist.
    return null;
  }
}

async function printId(flag: string, name: string): Promise<number> {
  const { stdout } = await promisify(execFile)("id", [flag, name]);
  return Number.parseInt(stdout, 10);
}
