import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { type Cluster, SUPERUSER } from "./cluster.ts";
import { findPostmaster } from "./postmaster.ts";

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
  const sql = postgres(urlOf(cluster, port, "postgres"), { max: 1 });
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end();
  }
}

export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 10 });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === "28P01") {
      throw new Error("The running PostgreSQL does not accept the password kept beside its data.", {
        cause: error,
      });
    }
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
