import { execFile } from "node:child_process";
import { readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { findBinaries } from "#launch/postgres/binaries.ts";
import { findPostmaster } from "#launch/postgres/postmaster.ts";
import { findServerUser } from "#launch/postgres/server-user.ts";
import { startServer } from "#launch/postgres/start-server.ts";
import { stopServer } from "#launch/postgres/stop-server.ts";
import { openEmbeddedPostgres } from "#launch/postgres.ts";
import { inProject } from "#launch/project-root.ts";
import type { Command } from "#launch/run-command.ts";

/** A durable PostgreSQL of this run, which can be ended and started like one that crashes. */
export type Cluster = {
  port: number;
  urlOf(database: string, port?: number): string;
  /** One statement, outside of any database of the product's. */
  run(text: string): Promise<void>;
  stop(mode: "fast" | "immediate"): Promise<void>;
  /** `kill -9` of the server's first process. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops, copies all of its data, and starts again. */
  backUp(): Promise<void>;
  /** Ends it at once and starts it with the data of the backup. */
  restore(): Promise<void>;
  /** Its processes but the first one, which starts the others anew when one of them dies. */
  children(): Promise<number[]>;
  /** How often one of them gave up, by the server's log. */
  panics(): Promise<number>;
};

const GONE_TIMEOUT_MS = 30_000;

export async function openCluster(command: Pick<Command, "onStop">): Promise<Cluster> {
  const embedded = await openEmbeddedPostgres({
    dataDir: inProject(".data/fault-postgres"),
    log: console.log,
    ephemeral: true,
  });
  command.onStop(embedded.close);
  const { port } = embedded;
  const urlOf = (database: string, at = port) => {
    const url = new URL(embedded.url);
    url.pathname = `/${database}`;
    url.port = String(at);
    return url.href;
  };
  const user = await findServerUser();
  const binaries = await findBinaries(user);
  const cluster = await readDataDirectory(embedded.url);
  const logFile = path.join(path.dirname(cluster), "server.log");
  const backup = `${cluster}-backup`;
  const kill = async () => {
    const postmaster = await findPostmaster(cluster);
    if (postmaster !== null) process.kill(postmaster.pid, "SIGKILL");
    const giveUpAt = Date.now() + GONE_TIMEOUT_MS;
    while ((await findPostmaster(cluster)) !== null && Date.now() < giveUpAt) await sleep(20);
  };
  const start = async () => {
    await startServer({
      ...{ cluster, logFile, binaries, user },
      durable: true,
      choosePort: async () => port,
    });
  };
  return {
    port,
    urlOf,
    run: (text) => runOnce(urlOf("postgres"), text),
    stop: (mode) => stopServer({ cluster, binaries, user }, mode),
    kill,
    start,
    backUp: async () => {
      await stopServer({ cluster, binaries, user }, "fast");
      await rm(backup, { recursive: true, force: true });
      // As a program, because it keeps owners and modes.
      await promisify(execFile)("cp", ["-a", cluster, backup]);
      await start();
    },
    restore: async () => {
      await kill();
      await rm(cluster, { recursive: true });
      await rename(backup, cluster);
      await start();
    },
    children: async () => {
      const postmaster = await findPostmaster(cluster);
      if (postmaster === null) return [];
      const { pid } = postmaster;
      const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
      return text.trim().split(" ").map(Number);
    },
    panics: async () => (await readFile(logFile, "utf8")).split("PANIC:").length - 1,
  };
}

async function readDataDirectory(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? "";
  } finally {
    await client.end();
  }
}

async function runOnce(connectionString: string, text: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
