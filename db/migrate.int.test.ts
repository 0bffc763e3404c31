import postgres from "postgres";
import { expect, test } from "vitest";
import { applyMigrations, countPendingMigrations } from "#db/migrate.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

test("instances that start together apply each migration once", async () => {
  const { url, drop } = await createTestDatabase();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`drop schema drizzle cascade`;
    await sql`drop schema public cascade`;
    await sql`create schema public`;
    expect(await countPendingMigrations(url)).toBeGreaterThan(0);

    await Promise.all(Array.from({ length: 5 }, () => applyMigrations(url)));
    expect(await countPendingMigrations(url)).toBe(0);
    const [applied] = await sql<{ count: number }[]>`
      select count(*)::int - count(distinct hash)::int as count from drizzle.__drizzle_migrations`;
    expect(applied?.count).toBe(0);
  } finally {
    await sql.end();
    await drop();
  }
});
