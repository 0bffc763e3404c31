import { and, eq, like, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { systemState } from "#db/schema/system-state.ts";

/** The database's time: machines that work together need not agree on theirs. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await db.execute<{ ms: string }>(
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  );
  return new Date(Number(rows[0]?.ms));
}

/** One fact, locked until the caller's transaction ends; undefined when it is not there. */
export async function takeFact(tx: Db, key: string): Promise<unknown> {
  const [row] = await tx
    .select({ value: systemState.value })
    .from(systemState)
    .where(eq(systemState.key, key))
    .for("update");
  return row?.value;
}

export async function readFact(db: Db, key: string): Promise<unknown> {
  const [row] = await db
    .select({ value: systemState.value })
    .from(systemState)
    .where(eq(systemState.key, key));
  return row?.value;
}

/** False when it is there already; then this waits for who is changing it. */
export async function addFact(tx: Db, key: string, value: unknown): Promise<boolean> {
  const rows = await tx
    .insert(systemState)
    .values({ key, value })
    .onConflictDoNothing()
    .returning({ key: systemState.key });
  return rows.length === 1;
}

export async function changeFact(tx: Db, key: string, value: unknown): Promise<void> {
  await tx.update(systemState).set({ value }).where(eq(systemState.key, key));
}

export async function dropFact(tx: Db, key: string): Promise<void> {
  await tx.delete(systemState).where(eq(systemState.key, key));
}

export async function listFactKeys(db: Db, prefix: string): Promise<string[]> {
  const rows = await db
    .select({ key: systemState.key })
    .from(systemState)
    .where(like(systemState.key, `${prefix}%`));
  return rows.map(({ key }) => key);
}

/** True for the one owner that holds it, until it is released or not renewed for `seconds`. */
export async function claimLease(
  db: Db,
  { key, owner, seconds }: { key: string; owner: string; seconds: number },
): Promise<boolean> {
  const rows = await db
    .insert(systemState)
    .values({ key, value: owner, updatedAt: sql`now()` })
    .onConflictDoUpdate({
      target: systemState.key,
      set: { value: owner, updatedAt: sql`now()` },
      setWhere: lt(systemState.updatedAt, sql`now() - make_interval(secs => ${seconds})`),
    })
    .returning({ key: systemState.key });
  return rows.length === 1;
}

const isHeldBy = ({ key, owner }: { key: string; owner: string }) =>
  and(eq(systemState.key, key), sql`${systemState.value} = to_jsonb(${owner}::text)`);

export async function renewLease(db: Db, lease: { key: string; owner: string }): Promise<void> {
  await db.update(systemState).set({ updatedAt: sql`now()` }).where(isHeldBy(lease));
}

export async function releaseLease(db: Db, lease: { key: string; owner: string }): Promise<void> {
  await db.delete(systemState).where(isHeldBy(lease));
}
