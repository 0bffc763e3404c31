import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { type KernelLock, withKernelLock } from "./kernel-lock.ts";
import { type Binaries, findBinaries } from "./postgres/binaries.ts";
import { ensureCluster, removeClusterFolder } from "./postgres/cluster.ts";
import { DATABASE, ensureDatabase, findHealthyServer, urlOf } from "./postgres/join-server.ts";
import { hasLiveUsers, registerUser } from "./postgres/live-users.ts";
import { claimRunFolder } from "./postgres/run-folder.ts";
import { findServerUser, type ServerUser } from "./postgres/server-user.ts";
import { startServer } from "./postgres/start-server.ts";
import { stopServer } from "./postgres/stop-server.ts";

export type EmbeddedPostgres = {
  url: string;
  port: number;
  /** Whether another process had started the server. */
  joined: boolean;
  /** Stops the server when no other process uses it any more. */
  close(): Promise<void>;
};

type Options = {
  dataDir: string;
  log: (line: string) => void;
  /** A new, empty database below `dataDir` that is deleted on close. */
  ephemeral?: boolean;
  /** `false` trades safety against crashes for speed; only for an ephemeral database. */
  durable?: boolean;
};

const LOCK_TIMEOUT_MS = 300_000;

/** Joins the PostgreSQL of `dataDir`, or starts it; its database is `switchboard`, its user a superuser. */
export async function openEmbeddedPostgres({
  dataDir,
  log,
  ephemeral = false,
  durable = true,
}: Options): Promise<EmbeddedPostgres> {
  if (!durable && !ephemeral) throw new Error("Only an ephemeral database may be without fsync.");
  const user = await findServerUser();
  const binaries = await findBinaries(user);
  await mkdir(dataDir, { recursive: true, mode: user === null ? 0o700 : 0o711 });
  const parent = await realpath(dataDir);
  if (!ephemeral) return await openIn({ folder: parent, binaries, user, durable, log, ephemeral });
  const { folder, claim } = await claimRunFolder({ parent, binaries, user });
  return await openIn({ folder, binaries, user, durable, log, ephemeral, claim });
}

type Opening = {
  folder: string;
  binaries: Binaries;
  user: ServerUser;
  durable: boolean;
  ephemeral: boolean;
  log: (line: string) => void;
  claim?: KernelLock;
};

async function openIn(opening: Opening): Promise<EmbeddedPostgres> {
  return await withKernelLock(path.join(opening.folder, "lock"), LOCK_TIMEOUT_MS, async () => {
    const claim = opening.claim ?? registerUser(opening.folder);
    try {
      const cluster = await ensureCluster(opening);
      const running = await findHealthyServer(cluster);
      const port = running ?? (await restart(opening, cluster.dir));
      await ensureDatabase(cluster, port);
      let closing: Promise<void> | undefined;
      const close = () => {
        closing ??= leave(opening, cluster.dir, claim);
        return closing;
      };
      return { url: urlOf(cluster, port, DATABASE), port, joined: running !== null, close };
    } catch (error) {
      claim.release();
      throw error;
    }
  });
}

/** A server that runs but does not answer is ended first: two on one cluster would destroy it. */
async function restart(opening: Opening, cluster: string): Promise<number> {
  await stopServer({ ...opening, cluster }, "immediate");
  return await startServer({
    ...opening,
    cluster,
    logFile: path.join(opening.folder, "server.log"),
  });
}

async function leave(opening: Opening, cluster: string, claim: KernelLock): Promise<void> {
  await withKernelLock(path.join(opening.folder, "lock"), LOCK_TIMEOUT_MS, async () => {
    claim.release();
    if (hasLiveUsers(opening.folder)) return;
    await stopServer({ ...opening, cluster }, opening.ephemeral ? "immediate" : "fast");
  });
  if (opening.ephemeral) await removeClusterFolder(opening.folder);
}
