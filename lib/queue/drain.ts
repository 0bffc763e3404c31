import { sql } from "drizzle-orm";
import { fromDrizzle, type PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { NotYetError } from "#lib/errors.ts";
import { isStopping } from "#lib/stop.ts";
import { enqueue, lockOf } from "./enqueue.ts";
import { keyOf, type Payload, type QueueName } from "./queues.ts";

/** What waits for a key: nothing, something now, or something that may only be tried in `inMs`. */
export type Waiting<Item> = { item: Item } | { inMs: number } | null;

/** pg-boss gives the job to the next process, between two items. */
const handedBack = () => new NotYetError("queue.handed-back", "This process is ending");
/** The worker was held up for too long. */
const takenOver = () => new NotYetError("queue.taken-over", "The job is with another worker");

export type Drain<Name extends QueueName, Item> = {
  db: Db;
  boss: PgBoss;
  name: Name;
  job: { id: string; retryCount: number; data: Payload<Name>; signal: AbortSignal };
  /** Reads the oldest waiting item of the key. */
  next(db: Db): Promise<Waiting<Item>>;
  /** Deals with the item so that `next` gives another one, or throws to have the job repeated. */
  handle(item: Item): Promise<void>;
  /** What can be done for the key although its oldest item has to wait. */
  beforeDefer?(): Promise<void>;
  /** Runs in the transaction that completes the job, for what follows from all that was handled. */
  settle?(tx: Db): Promise<void>;
};

/**
 * Handles a key's items one after another until none waits.
 *
 * The end is the delicate part: whoever adds an item while this job runs adds no job of their own.
 * So the last look and the job's completion happen in one transaction under the key's lock, which
 * waits for everyone who is just adding (see `enqueue`); who comes later finds the job completed.
 */
export async function drain<Name extends QueueName, Item>(work: Drain<Name, Item>): Promise<void> {
  for (;;) {
    work.job.signal.throwIfAborted();
    if (isStopping()) throw handedBack();
    const waiting = (await work.next(work.db)) ?? (await finish(work));
    if (waiting === null) return;
    if ("inMs" in waiting) {
      await work.beforeDefer?.();
      if (await defer(work)) return;
      continue;
    }
    await work.handle(waiting.item);
  }
}

/** Completes the job when nothing waits; else says what does. */
function finish<Name extends QueueName, Item>(work: Drain<Name, Item>): Promise<Waiting<Item>> {
  return work.db.transaction(async (tx) => {
    await lock(tx, work);
    const waiting = await work.next(tx);
    if (waiting === null) await complete(tx, work);
    return waiting;
  });
}

/** Completes the job and puts in a later one; false when something may be done now after all. */
function defer<Name extends QueueName, Item>(work: Drain<Name, Item>): Promise<boolean> {
  return work.db.transaction(async (tx) => {
    await lock(tx, work);
    const waiting = await work.next(tx);
    if (waiting === null || "item" in waiting) return false;
    await complete(tx, work);
    await enqueue({ tx, boss: work.boss }, work.name, work.job.data, { inMs: waiting.inMs });
    return true;
  });
}

async function lock<Name extends QueueName, Item>(tx: Db, { name, job }: Drain<Name, Item>) {
  const key = keyOf(name, job.data);
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(name, sql`${key}`)})`);
}

async function complete<Name extends QueueName, Item>(tx: Db, work: Drain<Name, Item>) {
  await work.settle?.(tx);
  const { id, retryCount } = work.job;
  const options = { db: fromDrizzle(tx, sql) };
  const attempt = { id, retryCount };
  // pg-boss's types leave out what it answers.
  const done: { affected?: number } = await work.boss.complete(work.name, attempt, null, options);
  if (done.affected === 0) throw takenOver();
}
