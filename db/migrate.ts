import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { withConnection } from "./client.ts";

const MIGRATIONS = { migrationsFolder: `${import.meta.dirname}/migrations` };

/** Any number; it only has to be the same in every instance. */
const LOCK = 7_284_511;

/**
 * Brings the schema up to the code's. Instances that start together wait for each other; those that
 * find nothing to do change nothing.
 */
export async function applyMigrations(databaseUrl: string): Promise<void> {
  await withConnection(databaseUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await migrate(drizzle(client), MIGRATIONS);
  });
}

/** How many migrations of the code the database does not have yet. */
export function countPendingMigrations(databaseUrl: string): Promise<number> {
  return withConnection(databaseUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string | null }>(
      "select to_regclass('drizzle.__drizzle_migrations')::text as name",
    );
    const { rows: applied } = tables[0]?.name
      ? await client.query<{ at: string | null }>(
          "select max(created_at)::text as at from drizzle.__drizzle_migrations",
        )
      : { rows: [] };
    const newest = Number(applied[0]?.at ?? 0);
    return readMigrationFiles(MIGRATIONS).filter(({ folderMillis }) => folderMillis > newest)
      .length;
  });
}
