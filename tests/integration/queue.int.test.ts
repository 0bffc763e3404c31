import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeEvent, findWaitingEvent } from "#db/queries/events.ts";
import { isHandled } from "#lib/intake/handlers.ts";
import { createStoreDelivery } from "#lib/intake/store-delivery.ts";
import { toEvents } from "#lib/intake/to-events.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { drain } from "#lib/queue/drain.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const UNSERVED_PAGE = "900000000000001";

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
});
afterAll(() => product.stop());

/** One message of a customer of a page that nobody serves: stored, queued, ignored by its worker. */
function store(customer: string, mid: string, storeDelivery = product.needs.storeDelivery) {
  const event = { sender: { id: customer }, timestamp: Date.now(), message: { mid, text: "x" } };
  const body = { object: "page", entry: [{ id: UNSERVED_PAGE, messaging: [event] }] };
  const events = toEvents(body, new Date()) ?? [];
  return storeDelivery({ deliveryId: uuidv7(), events, raw: null, isHandled });
}

async function countByStatus(): Promise<Record<string, number>> {
  const rows = await product.sql<{ status: string; count: number }[]>`
    select status, count(*)::int as count from webhook_events group by status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

test("a job that is about to end waits for an event that is just being stored", async () => {
  const { pool, db, boss } = product.needs;
  await store("7001", "m_first");
  const [job] = await boss.fetch<{ conversationKey: string }>("drain-conversation");
  if (job === undefined) throw new Error("There is no job");

  const handled: string[] = [];
  const committing = Promise.withResolvers<void>();
  const client = await pool.connect();
  const storing = (async () => {
    await client.query("begin");
    await store("7001", "m_second", createStoreDelivery({ pool: client, boss, secret: "secret" }));
    await committing.promise;
    await client.query("commit");
    client.release();
  })();
  const draining = drain({
    db,
    boss,
    name: "drain-conversation",
    job: { ...job, signal: new AbortController().signal },
    next: async (at) => {
      const waiting = await findWaitingEvent(at, job.data.conversationKey);
      return waiting && { item: waiting };
    },
    handle: async ({ event }) => {
      handled.push(event.dedupeKey.split(":").at(-1) ?? "");
      await closeEvent(db, event.id, { status: "ignored", lastError: null });
    },
  });
  const lookedTooEarly = await Promise.race([draining.then(() => true), sleep(300, false)]);
  committing.resolve();
  await Promise.all([storing, draining]);

  expect(lookedTooEarly).toBe(false);
  expect(handled).toEqual(["m_first", "m_second"]);
});

test("a stream of deliveries to one conversation leaves nothing waiting", async () => {
  await startWorkers(product.needs);
  const senders = Array.from({ length: 8 }, async (_, sender) => {
    for (let at = 0; at < 100; at += 1) await store("7003", `m_${sender}_${at}`);
  });
  await Promise.all(senders);
  await until("every event was handled", async () => {
    const { received = 0 } = await countByStatus();
    return received === 0;
  });
  expect(await countByStatus()).toEqual({ ignored: 802 });
});

test("events and jobs are stored together or not at all", async () => {
  const { sql } = product;
  const { pool } = product.needs;
  const boss = await openQueue(product.needs.settings.DATABASE_URL, { works: false });
  const storeDelivery = createStoreDelivery({ pool, boss, secret: "secret" });
  await sql`alter table pgboss.job_common rename to job_elsewhere`;
  try {
    await expect(store("7002", "m_lost", storeDelivery)).rejects.toThrow();
    const rows = await sql`select 1 from webhook_events where dedupe_key like '%m_lost'`;
    expect(rows).toHaveLength(0);
  } finally {
    await sql`alter table pgboss.job_elsewhere rename to job_common`;
    await boss.stop();
  }
  await store("7002", "m_lost");
  const rows = await sql`select 1 from webhook_events where dedupe_key like '%m_lost'`;
  expect(rows).toHaveLength(1);
});

test("a first delivery that fails does not spoil the following ones", async () => {
  const { sql } = product;
  const { pool, settings } = product.needs;
  const boss = new PgBoss({ connectionString: settings.DATABASE_URL, supervise: false });
  const storeDelivery = createStoreDelivery({ pool, boss, secret: "secret" });
  await expect(store("7004", "m_early", storeDelivery)).rejects.toThrow();
  await boss.start();
  await store("7004", "m_early", storeDelivery);
  await boss.stop();
  const rows = await sql`select 1 from webhook_events where dedupe_key like '%m_early'`;
  expect(rows).toHaveLength(1);
});

test("a queue that exists gets the options of this version", async () => {
  const { boss, settings } = product.needs;
  const before = await boss.getQueue("drain-conversation");
  await boss.updateQueue("drain-conversation", { heartbeatSeconds: 99, notify: false });
  await (await openQueue(settings.DATABASE_URL, { works: false })).stop();
  expect(await boss.getQueue("drain-conversation")).toMatchObject({
    heartbeatSeconds: before?.heartbeatSeconds,
    notify: true,
  });
});

test("a queue that cannot be opened leaves no connection behind", async () => {
  const { settings } = product.needs;
  const { sql } = product;
  const connections = () => sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = 'switchboard-queue'`;
  const before = await connections();
  await sql`alter table pgboss.queue rename to queue_elsewhere`;
  try {
    await expect(openQueue(settings.DATABASE_URL, { works: true })).rejects.toThrow();
  } finally {
    await sql`alter table pgboss.queue_elsewhere rename to queue`;
  }
  const areGone = async () => {
    const [now] = await connections();
    return now !== undefined && now.count <= (before[0]?.count ?? 0);
  };
  await until("its connections are gone", areGone, 3_000);
});
