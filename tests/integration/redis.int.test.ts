import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { guardedSignIn } from "#lib/auth/guarded-sign-in.ts";
import { openAttempt, takeAttempt } from "#lib/channels/connect-attempts.ts";
import { createLimits } from "#lib/limits/limits.ts";
import { openRedis, type Redis } from "#lib/redis/redis.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "#tests/support/redis-server.ts";
import { type Sql, sqlOn } from "#tests/support/sql.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { makeTestEnvironment, withSandbox } from "#tests/support/test-environment.ts";
import { until } from "#tests/support/until.ts";

const PASSWORD = "a long enough password";
const EMAIL = "mira@example.test";
const POINTS = 10;

const undo: (() => unknown)[] = [];
let database: Database;
let sql: Sql;
let userId: string;

beforeAll(async () => {
  const { url, drop } = await createTestDatabase();
  Object.assign(process.env, makeTestEnvironment(url), withSandbox("http://127.0.0.1:1"));
  database = openDatabase(url);
  undo.push(drop, database.close);
  sql = sqlOn(database.pool);
  await createUser(database.db, { email: EMAIL, password: PASSWORD, tenant: "A", role: "admin" });
  const [user] = await sql<{ id: string }[]>`select id from users`;
  userId = user?.id ?? "";
});

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** As one process has it. */
function openInstance(REDIS_URL: string | undefined) {
  const redis = openRedis({ REDIS_URL, APP_BASE_URL: "http://localhost:3000" });
  undo.push(redis.close);
  const limits = createLimits({ pool: database.pool, redis });
  return { db: database.db, redis, limits };
}

type Instance = ReturnType<typeof openInstance>;

const newAttempt = () => ({ state: randomBytes(32).toString("base64url"), userId });
const fail = ({ limits }: Instance, subject: string) => limits.take("login-account", subject);

async function countUntilRefused(instances: Instance[], subject: string): Promise<number> {
  for (let count = 0; count <= 10 * POINTS; count += 1) {
    const instance = instances[count % instances.length];
    if (instance !== undefined && (await fail(instance, subject)) !== null) return count;
  }
  throw new Error("Never refused");
}

/** What holds with a Redis that works, one that does not, and none. */
async function holds(one: Instance, other: Instance): Promise<void> {
  expect(await countUntilRefused([one, other], randomUUID())).toBe(POINTS);

  const attempt = newAttempt();
  await openAttempt(one, { ...attempt, now: new Date() });
  expect(await takeAttempt(other, { ...attempt, userId: randomUUID() })).toBeNull();
  const taken = await Promise.all([one, other, one].map((at) => takeAttempt(at, attempt)));
  expect(taken.filter((it) => it !== null)).toHaveLength(1);
  expect(await takeAttempt(one, attempt)).toBeNull();
}

const askable = ({ first }: Redis) =>
  until("Redis is asked", () =>
    first(
      async (client) => (await client.ping()) === "PONG",
      async () => false,
    ),
  );

describe("without Redis", () => {
  test("limits and attempts hold over two instances", async () => {
    await holds(openInstance(undefined), openInstance(undefined));
    const rows = await sql`select key from rate_limits`;
    expect(rows.length).toBeGreaterThan(0);
  });

  test("a limit whose store is away is kept by the process alone", async () => {
    const nowhere = openDatabase("postgres://127.0.0.1:1/none", { max: 1 });
    undo.push(nowhere.close);
    const instance = { ...openInstance(undefined) };
    instance.limits = createLimits({ pool: nowhere.pool, redis: instance.redis });
    expect(await countUntilRefused([instance], randomUUID())).toBe(POINTS);
  });
});

describe("signing in", () => {
  const tries = async (instance: Instance, email: string, password: string, address: string) =>
    guardedSignIn(instance, { email, password }, address);

  test("is refused after ten failures of an account, from wherever, and only then", async () => {
    const [one, other] = [openInstance(undefined), openInstance(undefined)];
    for (let at = 0; at < 3 * POINTS; at += 1) {
      expect(await tries(one, EMAIL, PASSWORD, "203.0.113.1")).toMatchObject({
        user: { email: EMAIL },
      });
    }
    const outcomes = await Promise.all(
      Array.from({ length: 3 * POINTS }, (_, at) =>
        tries(at % 2 ? one : other, ` ${EMAIL.toUpperCase()}`, "wrong", `198.51.100.${at}`),
      ),
    );
    expect(outcomes.filter((outcome) => "user" in outcome)).toHaveLength(POINTS);
    const refused = await tries(other, EMAIL, PASSWORD, "203.0.113.1");
    expect("waitMs" in refused && refused.waitMs).toBeGreaterThan(60_000);
  });

  test("is refused after fifty failures from an address, whatever the account", async () => {
    const instance = openInstance(undefined);
    const outcomes = [];
    for (let at = 0; at < 52; at += 1) {
      outcomes.push(await tries(instance, `nobody-${at}@example.test`, "wrong", "203.0.113.7"));
    }
    expect(outcomes.filter((outcome) => "user" in outcome)).toHaveLength(50);
  });
});

describe.skipIf(!hasRedisServer)("with redis-server", () => {
  let server: RedisServer;
  let one: Instance;
  let other: Instance;
  beforeAll(async () => {
    server = await startRedisServer();
    undo.push(server.close);
    one = openInstance(server.url);
    other = openInstance(server.url);
  });

  const bothAsk = () => Promise.all([askable(one.redis), askable(other.redis)]);
  const countRows = async () => (await sql`select 1 from rate_limits`).length;

  test("limits are counted there, and everything holds over two instances", async () => {
    const rows = await countRows();
    await holds(one, other);
    expect(await countRows()).toBe(rows);
    expect(await server.admin.keys("switchboard:*limit:login-account:*")).toHaveLength(1);
  });

  test("two installations on one Redis do not count each other's", async () => {
    const redis = openRedis({ REDIS_URL: server.url, APP_BASE_URL: "https://other.example" });
    undo.push(redis.close);
    const stranger = { ...one, redis, limits: createLimits({ pool: database.pool, redis }) };
    const subject = randomUUID();
    await countUntilRefused([one], subject);
    expect(await fail(stranger, subject)).toBeNull();
  });

  test("an attempt survives a Redis that was emptied, and is still good for one use only", async () => {
    const [before, after] = [newAttempt(), newAttempt()];
    for (const attempt of [before, after]) {
      await openAttempt(one, { ...attempt, now: new Date() });
    }
    expect(await takeAttempt(other, before)).not.toBeNull();
    await server.admin.flushall();
    expect(await takeAttempt(one, before)).toBeNull();
    expect(await takeAttempt(other, after)).not.toBeNull();
    expect(await takeAttempt(one, after)).toBeNull();
  });

  test("a spent attempt is refused without asking PostgreSQL", async () => {
    const attempt = newAttempt();
    await openAttempt(one, { ...attempt, now: new Date() });
    expect(await takeAttempt(one, attempt)).not.toBeNull();
    const nowhere = openDatabase("postgres://127.0.0.1:1/none", { max: 1 });
    undo.push(nowhere.close);
    expect(await takeAttempt({ ...other, db: nowhere.db }, attempt)).toBeNull();
  });

  test("a Redis that comes back with what was true earlier brings no attempt back", async () => {
    const attempt = newAttempt();
    await openAttempt(one, { ...attempt, now: new Date() });
    await server.keepOld();
    expect(await takeAttempt(one, attempt)).not.toBeNull();
    await server.kill();
    await server.startWithOld();
    await bothAsk();
    const { key } = one.redis;
    expect(await server.admin.keys(key("connect:*"))).not.toEqual([]);
    expect(await takeAttempt(other, attempt)).toBeNull();
  });

  const troubles: [string, () => unknown, () => unknown][] = [
    ["killed", () => server.kill(), () => server.start()],
    ["hanging", () => server.hang(), () => server.goOn()],
    ["full", () => server.fill(), () => server.empty()],
  ];
  test.each(troubles)(
    "while it is %s everything holds, and afterwards it is asked again",
    async (_, begin, end) => {
      await bothAsk();
      await begin();
      try {
        const asked = { times: 0 };
        const ask = (redis: Redis) =>
          redis.first(
            (client) => {
              asked.times += 1;
              return client.set(redis.key("test"), "x");
            },
            async () => "not Redis",
          );
        expect(await ask(one.redis)).toBe("not Redis");
        const [{ times }] = [{ ...asked }];
        expect(await ask(one.redis)).toBe("not Redis");
        expect(asked.times).toBe(times);
        await holds(one, other);
      } finally {
        await end();
      }
      await bothAsk();
      await holds(one, other);
    },
  );
});
