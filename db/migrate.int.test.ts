import { expect, test } from "vitest";
import { withConnection } from "#db/client.ts";
import { applyMigrations, countPendingMigrations } from "#db/migrate.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

test("instances that start together apply each migration once", async () => {
  const { url, drop } = await createTestDatabase();
  try {
    await withConnection(url, (client) =>
      client.query("drop schema drizzle cascade; drop schema public cascade; create schema public"),
    );
    expect(await countPendingMigrations(url)).toBeGreaterThan(0);

    await Promise.all(Array.from({ length: 5 }, () => applyMigrations(url)));
    expect(await countPendingMigrations(url)).toBe(0);
    const { rows } = await withConnection(url, (client) =>
      client.query(
        "select count(*)::int - count(distinct hash)::int as count from drizzle.__drizzle_migrations",
      ),
    );
    expect(rows).toEqual([{ count: 0 }]);
  } finally {
    await drop();
  }
});
