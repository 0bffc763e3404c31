import { type SQL, sql } from "drizzle-orm";
import { fromDrizzle, type PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { keyOf, type Payload, type QueueName } from "./queues.ts";

/**
 * Asks for work in the caller's transaction. When a job for the same key is already queued or
 * running, that one does it: the shared lock makes its worker look again after this commit, and one
 * that was put off to later is taken now.
 */
export async function enqueue<Name extends QueueName>(
  { tx, boss }: { tx: Db; boss: PgBoss },
  name: Name,
  payload: Payload<Name>,
  {
    inMs,
    moves = inMs === undefined,
  }: {
    inMs?: number;
    /** Whether one that is queued already is put to this time. */
    moves?: boolean;
  } = {},
): Promise<void> {
  const key = keyOf(name, payload);
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(name, sql`${key}`)})`);
  const options = { singletonKey: key, db: fromDrizzle(tx, sql) };
  const startAfter = inMs === undefined ? 0 : Math.max(inMs, 1) / 1_000;
  const sent = await boss.send(name, payload, { ...options, startAfter });
  if (sent === null && moves) await boss.update(name, undefined, { ...options, startAfter });
}

/** The advisory lock that stands for one key of one queue. */
export function lockOf(name: QueueName, key: SQL): SQL {
  return sql`hashtextextended(${name}::text || ':' || ${key}::text, 0)`;
}
