import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { applyMigrations } from "#db/migrate.ts";

/** A database of one test file, with the schema; on the server of the test run. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = new URL(process.env.TEST_DATABASE_URL ?? "");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;

  await onServer(server, (sql) => sql.unsafe(`create database ${name}`));
  await applyMigrations(url.href);
  return {
    url: url.href,
    drop: () => onServer(server, (sql) => sql.unsafe(`drop database ${name} with (force)`)),
  };
}

async function onServer(server: URL, run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(server.href, { max: 1, onnotice: () => {} });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
