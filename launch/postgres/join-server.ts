import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError, escapeIdentifier } from "pg";
import { type Cluster, SUPERUSER } from "./cluster.ts";
import { findPostmaster } from "./postmaster.ts";
import { withConnection } from "./with-connection.ts";

const WAIT_MS = 300_000;
export const DATABASE = "switchboard";

/** The port of a healthy server that already runs on this cluster, or null when there is none to join. */
export async function findHealthyServer(cluster: Cluster): Promise<number | null> {
  const giveUpAt = Date.now() + WAIT_MS;
  // One that is starting or stopping is waited for.
  for (;;) {
    const postmaster = await findPostmaster(cluster.dir);
    if (postmaster === null) return null;
    if (postmaster.status === "ready") {
      return (await answers(urlOf(cluster, postmaster.port, "postgres"))) ? postmaster.port : null;
    }
    if (Date.now() > giveUpAt) return null;
    await sleep(50);
  }
}

/** Makes our database unless it is there. */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  await withConnection(urlOf(cluster, port, "postgres"), async (client) => {
    const { rows } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rows.length === 0) await client.query(`create database ${escapeIdentifier(DATABASE)}`);
  });
}

export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    await withConnection(url, (client) => client.query("select 1"));
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "28P01") {
      throw new Error("The running PostgreSQL does not accept the password kept beside its data.", {
        cause: error,
      });
    }
    return false;
  }
}
