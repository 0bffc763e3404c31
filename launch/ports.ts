import path from "node:path";
import getPort from "get-port";
import { type KernelLock, tryKernelLock } from "./kernel-lock.ts";
import { inProject } from "./project-root.ts";

export type ClaimedPort = { port: number; release(): void };

const NEIGHBOURS = 100;

/**
 * The wanted port, or the next free one above it. A lock keeps two launchers of the same second from choosing the
 * same port before either of their servers listens on it.
 */
export async function claimPort(
  wanted: number,
  locksFolder = inProject(".data/ports"),
): Promise<ClaimedPort> {
  for (let candidate = wanted; candidate < wanted + NEIGHBOURS; candidate += 1) {
    const lock = tryKernelLock(path.join(locksFolder, `${candidate}.lock`));
    if (lock === null) continue;
    if (await isFree(candidate)) return { port: candidate, release: lock.release };
    lock.release();
  }
  return await claimAny(locksFolder);
}

async function isFree(port: number): Promise<boolean> {
  return (await getPort({ port })) === port;
}

async function claimAny(locksFolder: string): Promise<ClaimedPort> {
  let lock: KernelLock | null = null;
  let port = 0;
  while (lock === null) {
    port = await getPort();
    lock = tryKernelLock(path.join(locksFolder, `${port}.lock`));
  }
  return { port, release: lock.release };
}
