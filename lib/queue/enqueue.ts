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
  { inMs }: { inMs?: number } = {},
): Promise<void> {
  const key = keyOf(name, payload);
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(name, sql`${key}`)})`);
  const options = { singletonKey: key, db: fromDrizzle(tx, sql) };
  if (inMs !== undefined) {
    await boss.send(name, payload, { ...options, startAfter: Math.max(inMs, 1) / 1_000 });
  } else if ((await boss.send(name, payload, options)) === null) {
    await boss.update(name, undefined, { ...options, startAfter: 0 });
  }
}

/** The advisory lock that stands for one key of one queue. */
export function lockOf(name: QueueName, key: SQL): SQL {
  return sql`hashtextextended(${name}::text || ':' || ${key}::text, 0)`;
}
