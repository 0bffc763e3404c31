import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type KernelLock, tryKernelLock } from "#launch/kernel-lock.ts";

/** Marks the caller as a user of the server in `folder` until released, or until its process is gone. */
export function registerUser(folder: string): KernelLock {
  const file = path.join(usersFolder(folder), `${randomUUID()}.lock`);
  const lock = tryKernelLock(file);
  if (lock === null) throw new Error(`${file} was locked by somebody else.`);
  return {
    release: () => {
      lock.release();
      rmSync(file, { force: true });
    },
  };
}

/** Whether any process still uses the server in `folder`; forgets those that died without saying so. */
export function hasLiveUsers(folder: string): boolean {
  mkdirSync(usersFolder(folder), { recursive: true });
  let isAnyAlive = false;
  for (const name of readdirSync(usersFolder(folder))) {
    const file = path.join(usersFolder(folder), name);
    const lock = tryKernelLock(file);
    if (lock === null) {
      isAnyAlive = true;
      continue;
    }
    lock.release();
    rmSync(file, { force: true });
  }
  return isAnyAlive;
}

function usersFolder(folder: string): string {
  return path.join(folder, "users");
}
