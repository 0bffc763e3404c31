import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export type KernelLock = { release(): void };

/**
 * Takes an exclusive lock on `file` (made when missing), or null when another process or another caller here holds it.
 * SQLite is used for nothing but its file lock: the kernel drops it when the holder dies, however it dies, so
 * there is no stale lock to judge and no process id to compare.
 */
export function tryKernelLock(file: string): KernelLock | null {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

/** Runs `work` while holding the lock on `file`; throws when it stays taken for `timeoutMs`. */
export async function withKernelLock<T>(
  file: string,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  let lock = tryKernelLock(file);
  while (lock === null) {
    if (Date.now() > giveUpAt) throw new Error(`Another process holds ${file} for too long.`);
    await sleep(50);
    lock = tryKernelLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
