import path from "node:path";
import { openEmbeddedPostgres } from "#launch/postgres.ts";

/** Gives integration tests a server unless the caller has one: each test file makes its own database on it. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL !== undefined) return undefined;
  const server = await openEmbeddedPostgres({
    dataDir: path.resolve(".data/test-postgres"),
    log: console.log,
    ephemeral: true,
    durable: false,
  });
  process.env.TEST_DATABASE_URL = server.url;
  return server.close;
}
