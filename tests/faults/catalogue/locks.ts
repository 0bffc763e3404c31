import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { Fault, Injection } from "#tests/faults/fault.ts";

/** Runs on a connection of its own; whatever it has begun is undone, and whatever it has set. */
async function apart(
  { system }: Injection,
  work: (client: PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await system.database.connect();
  try {
    await work(client);
  } finally {
    await client.query("rollback");
    client.release(true);
  }
}

/** Who holds a part and waits for ours is the one that PostgreSQL gives up. */
const CROSSINGS = [
  ["lock table messages in share row exclusive mode", "select 1 from conversations for update"],
  [
    "lock table pgboss.job in share row exclusive mode",
    "lock table webhook_events in share row exclusive mode",
  ],
  [
    "lock table webhook_events in share row exclusive mode",
    "lock table pgboss.job in share row exclusive mode",
  ],
];
const HELD_MS = 600;
const DEADLOCK_DETECTED = "40P01";

/** Says whether it was ours that PostgreSQL gave up: that one looks later than the product's do. */
async function cross(injection: Injection, [first = "", second = ""]: string[]): Promise<boolean> {
  let isOurs = false;
  await apart(injection, async (client) => {
    await client.query("set deadlock_timeout = '2s'");
    await client.query("begin");
    await client.query(first);
    await sleep(HELD_MS);
    await client.query(second).catch((error: { code?: string }) => {
      if (error.code !== DEADLOCK_DETECTED) throw error;
      isOurs = true;
    });
  });
  return isOurs;
}

async function countDeadlocks({ system }: Injection): Promise<number> {
  const { rows } = await system.database.query<{ deadlocks: number }>(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  return rows[0]?.deadlocks ?? 0;
}

/** As migrations of ours are: they only add, and give way to who is at work. */
const MIGRATION = [
  "alter table messages add column fault_note text",
  "alter table messages add column fault_count integer not null default 0",
  "alter table conversations add column fault_note text",
  "alter table webhook_events add column fault_note text",
  "create table fault_notes (id uuid primary key, message_id uuid references messages (id))",
  "create index concurrently fault_messages_idx on messages (fault_count, created_at)",
  "create index concurrently fault_events_idx on webhook_events (received_at)",
];

async function migrate(injection: Injection): Promise<void> {
  await apart(injection, async (client) => {
    await client.query("set lock_timeout = '500ms'");
    for (const statement of MIGRATION) {
      await untilItGets(() => client.query(statement));
      injection.count();
      await injection.pause(500);
    }
  });
}

const LOCK_NOT_AVAILABLE = "55P03";
const TRIES_MAX = 40;

async function untilItGets(change: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await change();
      return;
    } catch (error) {
      const isBusy = (error as { code?: string }).code === LOCK_NOT_AVAILABLE;
      if (!isBusy || tries === TRIES_MAX) throw error;
      await sleep(100);
    }
  }
}

async function answeredInTime({ system }: Injection): Promise<string[]> {
  const { slowest_ms } = await system.sandbox.readDeliveries();
  return (slowest_ms ?? 0) > 5_000 ? [`an answer took ${slowest_ms} ms`] : [];
}

/** What pg-boss does with jobs whose worker gives no sign, done to workers that are well. */
const GIVE_AWAY = `update pgboss.job set state = 'retry', start_after = now() where id in
  (select id from pgboss.job where state = 'active' and name in ('drain-conversation', 'answer-conversation')
   order by random() limit 3)`;

const UNIQUE_VIOLATION = "23505";

/** @returns Of how many jobs; none when one of them waits to be tried again already. */
async function giveAway({ system }: Injection): Promise<number> {
  try {
    return (await system.database.query(GIVE_AWAY)).rowCount ?? 0;
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 0;
    throw error;
  }
}

/** Somebody else is at the same rows, tables or jobs. */
export const LOCKS: Fault[] = [
  {
    name: "F31 deadlock",
    title: "locks taken crosswise: PostgreSQL gives up the product's statements",
    inject: async (injection) => {
      const { isLoaded, pause, count, isLong } = injection;
      const before = await countDeadlocks(injection);
      let ours = 0;
      for (let turn = 0; turn < (isLong ? 9 : 3) && isLoaded(); turn += 1) {
        await pause(400);
        if (await cross(injection, CROSSINGS[turn % CROSSINGS.length] ?? [])) ours += 1;
      }
      // PostgreSQL's counts come a second late.
      await sleep(1_500);
      count((await countDeadlocks(injection)) - before - ours);
    },
    check: answeredInTime,
  },
  {
    name: "F51 migration",
    title: "columns, a table and indexes are added while messages come in",
    inject: migrate,
    check: answeredInTime,
  },
  {
    name: "F53 two-owners",
    title: "jobs that are being done are given to a second worker",
    shape: { workers: 2 },
    inject: async (injection) => {
      const { random, pause, isLoaded, count } = injection;
      while (isLoaded()) {
        await pause(random.between(100, 400));
        count(await giveAway(injection));
      }
    },
  },
];
