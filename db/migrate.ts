import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const MIGRATIONS = { migrationsFolder: `${import.meta.dirname}/migrations` };

/** Any number; it only has to be the same in every instance. */
const LOCK = 7_284_511;

/**
 * Brings the schema up to the code's. Instances that start together wait for each other; those that
 * find nothing to do change nothing.
 */
export async function applyMigrations(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await migrate(drizzle(sql), MIGRATIONS);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** How many migrations of the code the database does not have yet. */
export async function countPendingMigrations(databaseUrl: string): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [table] = await sql<{ name: string | null }[]>`
      select to_regclass('drizzle.__drizzle_migrations')::text as name`;
    const applied = table?.name
      ? await sql<{ at: string | null }[]>`
          select max(created_at)::text as at from drizzle.__drizzle_migrations`
      : [];
    const newest = Number(applied[0]?.at ?? 0);
    return readMigrationFiles(MIGRATIONS).filter(({ folderMillis }) => folderMillis > newest)
      .length;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
