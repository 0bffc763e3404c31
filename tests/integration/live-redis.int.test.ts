import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import type { LiveNews } from "#lib/forms/views.ts";
import { announce, createLiveHub } from "#lib/live/live.ts";
import { openRedis } from "#lib/redis/redis.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "#tests/support/redis-server.ts";
import { type Sql, sqlOn } from "#tests/support/sql.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { makeTestEnvironment, withSandbox } from "#tests/support/test-environment.ts";
import { until } from "#tests/support/until.ts";

const TENANT = randomUUID();

const undo: (() => unknown)[] = [];
let database: Database;
let databaseUrl: string;
let sql: Sql;

beforeAll(async () => {
  const { url, drop } = await createTestDatabase();
  databaseUrl = url;
  Object.assign(process.env, makeTestEnvironment(url), withSandbox("http://127.0.0.1:1"));
  database = openDatabase(url);
  undo.push(drop, database.close);
  sql = sqlOn(database.pool);
});

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

type Hub = { news: LiveNews[]; close(): void };

/** The hub of one process, with one open screen. */
function openHub(REDIS_URL: string | undefined): Hub {
  const redis = openRedis({ REDIS_URL, APP_BASE_URL: "http://localhost:3000" });
  const live = createLiveHub(databaseUrl, redis);
  const news: LiveNews[] = [];
  live.subscribe(TENANT, (update) => news.push(update));
  const close = () => {
    live.close();
    redis.close();
  };
  undo.push(close);
  return { news, close };
}

const tell = (conversation_id: string) =>
  announce(database.db, TENANT, { type: "message", conversation_id });

const isUpdate = (id: string) => (update: LiveNews) =>
  update.type === "message" && update.conversation_id === id;

/** Told something new each time, until all of them hear it. */
async function allHear(hubs: Hub[]): Promise<void> {
  await until("all hear an update", async () => {
    const id = randomUUID();
    await tell(id);
    return until("", async () => hubs.every(({ news }) => news.some(isUpdate(id))), 1_000).catch(
      () => false,
    );
  });
}

const countListeners = async () => {
  const rows = await sql`
    select 1 from pg_stat_activity where datname = current_database() and query like 'listen %'
    union all
    select 1 from pg_stat_activity where datname = current_database()
      and query like '%pg_try_advisory_lock%' and pid <> pg_backend_pid()`;
  return rows.length;
};
const oneListens = () =>
  until("one process listens at PostgreSQL for all", async () => (await countListeners()) === 1);

/** Nothing is missed: what was told is heard, or everybody is told to read again afterwards. */
async function misses(hubs: Hub[], trouble: () => unknown): Promise<void> {
  const from = hubs.map(({ news }) => news.length);
  const told: string[] = [];
  const telling = { isOn: true };
  const teller = (async () => {
    while (telling.isOn) {
      const id = randomUUID();
      await tell(id);
      told.push(id);
    }
  })();
  await trouble();
  telling.isOn = false;
  await teller;
  const last = told.at(-1) ?? "";
  await until("all hear the last update or are told to read again after it", async () =>
    hubs.every(({ news }, at) => {
      const since = news.slice(from[at]);
      const resync = since.findLastIndex(({ type }) => type === "resync");
      const heard = new Set(
        since
          .slice(resync + 1)
          .flatMap((update) => (update.type === "message" ? [update.conversation_id] : [])),
      );
      const before = since
        .slice(0, resync + 1)
        .flatMap((update) =>
          update.type === "message" ? [told.indexOf(update.conversation_id)] : [],
        );
      // All that was told after the last thing heard before the resync may have been read by it.
      const tail = told.filter((id) => heard.has(id));
      const first = tail[0] === undefined ? told.length : told.indexOf(tail[0]);
      const isWhole = told.slice(first).every((id) => heard.has(id));
      const isCovered = resync >= 0 || (before.length === 0 && first === 0);
      return isWhole && isCovered && (heard.has(last) || resync >= 0);
    }),
  );
}

test("without Redis two processes hear each other, after the commit only", async () => {
  const hubs = [openHub(undefined), openHub(undefined)];
  await allHear(hubs);
  const [id, undone] = [randomUUID(), randomUUID()];
  await database.db
    .transaction(async (tx) => {
      await announce(tx, TENANT, { type: "message", conversation_id: undone });
      throw new Error("undone");
    })
    .catch(() => {});
  await tell(id);
  for (const { news, close } of hubs) {
    await until("it is heard", async () => news.some(isUpdate(id)));
    expect(news.some(isUpdate(undone))).toBe(false);
    close();
  }
});

describe.skipIf(!hasRedisServer)("with redis-server", () => {
  let server: RedisServer;
  let hubs: Hub[];
  beforeAll(async () => {
    server = await startRedisServer();
    undo.push(server.close);
    hubs = [openHub(server.url), openHub(server.url), openHub(server.url)];
  });
  beforeEach(async () => {
    await oneListens();
  });

  test("one listens at PostgreSQL, and all hear", async () => {
    await allHear(hubs);
    await misses(hubs, () => allHear(hubs));
    expect(await countListeners()).toBe(1);
  });

  test("a relay that ends is followed by another", async () => {
    const first = openHub(server.url);
    await oneListens();
    const gone = hubs.splice(0, hubs.length, first);
    for (const { close } of gone) close();
    await allHear([first]);
    hubs.push(openHub(server.url), openHub(server.url));
    await oneListens();
    await allHear(hubs);
  });

  const troubles: [string, () => unknown, () => unknown][] = [
    ["killed and restarted empty", () => server.kill(), () => server.start()],
    ["hanging", () => server.hang(), () => server.goOn()],
    ["full", () => server.fill(), () => server.empty()],
    ["flushed", () => server.admin.flushall(), () => {}],
    [
      "cutting its connections",
      () => server.admin.call("CLIENT", "KILL", "TYPE", "pubsub"),
      () => server.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
    ],
  ];
  test.each(troubles)("nothing is missed while it is %s, nor afterwards", async (_, begin, end) => {
    await misses(hubs, async () => {
      await begin();
      await allHear(hubs);
    });
    await misses(hubs, async () => {
      await end();
      await oneListens();
    });
    await allHear(hubs);
  });

  test("nothing is missed when the relay loses PostgreSQL", async () => {
    await misses(hubs, async () => {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ~ '^(listen|select pg_try_advisory_lock)'`;
      await allHear(hubs);
    });
    await oneListens();
  });
});
