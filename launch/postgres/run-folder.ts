import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { type KernelLock, withKernelLock } from "#launch/kernel-lock.ts";
import type { Binaries } from "./binaries.ts";
import { removeClusterFolder } from "./cluster.ts";
import { hasLiveUsers, registerUser } from "./live-users.ts";
import type { ServerUser } from "./server-user.ts";
import { stopServer } from "./stop-server.ts";

const PREFIX = "run-";
type Needs = { parent: string; binaries: Binaries; user: ServerUser };

/** A new folder for one run below `parent`, with its user registered. What runs that are dead left there is stopped and deleted. */
export async function claimRunFolder(needs: Needs): Promise<{ folder: string; claim: KernelLock }> {
  await mkdir(needs.parent, { recursive: true });
  return await withKernelLock(path.join(needs.parent, "lock"), 120_000, async () => {
    await removeLeftovers(needs);
    const folder = path.join(needs.parent, `${PREFIX}${randomUUID().slice(0, 8)}`);
    await mkdir(folder);
    return { folder, claim: registerUser(folder) };
  });
}

async function removeLeftovers({ parent, binaries, user }: Needs): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    if (!name.startsWith(PREFIX) || hasLiveUsers(folder)) continue;
    const cluster = await realpath(path.join(folder, "cluster")).catch(() => null);
    if (cluster !== null) await stopServer({ cluster, binaries, user }, "immediate");
    await removeClusterFolder(folder);
  }
}
