import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase, withConnection } from "#db/client.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

let url: string;
let drop: () => Promise<void>;
let database: Database;
const lost: string[] = [];

beforeAll(async () => {
  ({ url, drop } = await createTestDatabase());
  database = openDatabase(url, { max: 1, onLost: (code) => lost.push(code) });
});
afterAll(async () => {
  await database.close();
  await drop();
});

/** With one connection in all, a lost one shows at the next query. */
async function goesOn(): Promise<void> {
  const { rows } = await database.pool.query("select txid_current_if_assigned() as open");
  expect(rows).toEqual([{ open: null }]);
}

async function terminate(pid: unknown): Promise<void> {
  await withConnection(url, (client) => client.query("select pg_terminate_backend($1)", [pid]));
}

test("a transaction that cannot begin gives its connection up", async () => {
  const neverBegun = database.db.transaction(async () => {}, { isolationLevel: "none" as never });
  await expect(neverBegun).rejects.toThrow();
  await goesOn();
});

test("a transaction that fails leaves nothing behind", async () => {
  const failed = database.db.transaction(async (tx) => {
    await tx.execute(sql`create table half_done ()`);
    throw new Error("thought better of it");
  });
  await expect(failed).rejects.toThrow("thought better of it");
  await goesOn();
  const { rows } = await database.pool.query("select to_regclass('half_done') as found");
  expect(rows).toEqual([{ found: null }]);
});

test("a connection that is cut between two statements fails its transaction and nothing else", async () => {
  const cut = database.db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`select pg_backend_pid() as pid`);
    await terminate(rows[0]?.pid);
    await sleep(100);
    await tx.execute(sql`select 1`);
  });
  await expect(cut).rejects.toThrow();
  expect(lost).toContain("57P01");
  await goesOn();
});

test("a connection that is cut while idle is replaced", async () => {
  const { rows } = await database.pool.query("select pg_backend_pid() as pid");
  await terminate(rows[0]?.pid);
  await sleep(100);
  await goesOn();
});
