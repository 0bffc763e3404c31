import { randomBytes } from "node:crypto";
import { withConnection } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";

/** A database of one test file, with the schema; on the server of the test run. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = new URL(process.env.TEST_DATABASE_URL ?? "");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;

  await withConnection(server.href, (client) => client.query(`create database ${name}`));
  await applyMigrations(url.href);
  return {
    url: url.href,
    async drop() {
      await withConnection(server.href, (client) =>
        client.query(`drop database ${name} with (force)`),
      );
    },
  };
}
