import { applyMigrations, countPendingMigrations } from "#db/migrate.ts";
import type { Env } from "#lib/env.ts";

/** The database is behind the code and this process may not change it. */
class SchemaBehindError extends Error {
  override readonly name = "SchemaBehindError";
}

/** @throws {SchemaBehindError} with MIGRATE_ON_START=off when migrations are missing. */
export async function prepareDatabase({
  DATABASE_URL,
  MIGRATE_ON_START,
}: Pick<Env, "DATABASE_URL" | "MIGRATE_ON_START">): Promise<void> {
  if (MIGRATE_ON_START === "on") return applyMigrations(DATABASE_URL);
  const pending = await countPendingMigrations(DATABASE_URL);
  if (pending > 0) {
    throw new SchemaBehindError(
      `The database lacks ${pending} migration(s). Run: npm run db:migrate`,
    );
  }
}
