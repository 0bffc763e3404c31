import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET, HEAD } from "#app/api/cron/[task]/route.ts";
import { claimLease, releaseLease } from "#db/queries/system-state.ts";
import { startSchedules } from "#lib/jobs/schedules.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { TASK_NAMES } from "#lib/queue/queues.ts";
import { withLease } from "#lib/queue/with-lease.ts";
import { sqlOn } from "#tests/support/sql.ts";
import { startServices } from "#tests/support/start-services.ts";
import { until } from "#tests/support/until.ts";

const SECRET = "a-secret-of-the-scheduler";

let product: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  product = await startServices({ CRON_SECRET: SECRET });
});
afterAll(() => product.stop());

test("three processes run each task once, and once for all that was missed", async () => {
  const sql = sqlOn(product.needs.pool);
  await startSchedules(product.needs.boss);
  await startSchedules(product.needs.boss);
  const startedAt = Date.now();
  await sql`update pgboss.schedule set created_on = now() - interval '25 hours'`;
  await sql`update pgboss.version set cron_on = now() - interval '25 hours'`;

  const ran: string[] = [];
  const url = product.needs.settings.DATABASE_URL;
  const processes = await Promise.all([1, 2, 3].map(() => openQueue(url, { works: true })));
  const record = (boss: PgBoss) =>
    boss.work<{ task: string }>("run-task", { pollingIntervalSeconds: 0.5 }, async ([job]) => {
      ran.push(job?.data.task ?? "");
      await sleep(300);
    });
  await Promise.all(processes.map(record));
  try {
    await until("every task ran", async () => new Set(ran).size === TASK_NAMES.length);
    await sleep(5_000);
    // Each minute that began meanwhile may bring a run of its own.
    const minutes = Math.floor(Date.now() / 60_000) - Math.floor(startedAt / 60_000);
    for (const task of TASK_NAMES) {
      const times = ran.filter((name) => name === task).length;
      expect({ task, tooMany: times > 1 + minutes }).toEqual({ task, tooMany: false });
    }
    expect(await sql`select key from pgboss.schedule`).toHaveLength(TASK_NAMES.length);
  } finally {
    await Promise.all(processes.map((boss) => boss.stop({ graceful: false })));
  }
});

test("a schedule that is no more is taken away", async () => {
  const { boss } = product.needs;
  await boss.schedule("run-task", "* * * * *", { task: "old" }, { key: "old" });
  await startSchedules(boss);
  const keys = (await boss.getSchedules("run-task")).map(({ key }) => key);
  expect(keys.toSorted()).toEqual([...TASK_NAMES].toSorted());
});

test("a lease has one holder at a time, and ends with it", async () => {
  const { db } = product.needs;
  const lease = { key: "lease:test", owner: "dead" };
  expect(await claimLease(db, { ...lease, seconds: 30 })).toBe(true);
  expect(await withLease(db, "test", async () => {})).toBe("busy");
  await sqlOn(product.needs.pool)`
    update system_state set updated_at = now() - interval '31 seconds' where key = 'lease:test'`;
  expect(await withLease(db, "test", async () => releaseLease(db, lease))).toBe("done");
  await expect(
    withLease(db, "test", async () => {
      throw new Error("failed");
    }),
  ).rejects.toThrow("failed");
  expect(await withLease(db, "test", async () => {})).toBe("done");
});

const ask = (task: string, authorization?: string) =>
  GET(
    new Request(`http://localhost/api/cron/${task}`, {
      headers: authorization === undefined ? {} : { authorization },
    }),
    { params: Promise.resolve({ task }) },
  );

test.each([[undefined], [SECRET], ["Bearer "], [`Bearer ${SECRET}x`], [`Basic ${SECRET}`]])(
  "the cron route refuses %j",
  async (authorization) => {
    const response = await ask("tend", authorization);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "unauthorized" });
  },
);

test("the cron route runs each task, one caller at a time", async () => {
  for (const task of ["work", "tend", "watch-subscriptions", "repair-gaps", "retain"]) {
    const response = await ask(task, `Bearer ${SECRET}`);
    expect([response.status, await response.json()]).toEqual([200, { task, busy: false }]);
  }
  const lease = { key: "lease:work", owner: "another" };
  await claimLease(product.needs.db, { ...lease, seconds: 30 });
  const response = await ask("work", `Bearer ${SECRET}`);
  expect([response.status, await response.json()]).toEqual([200, { task: "work", busy: true }]);
  await releaseLease(product.needs.db, lease);
});

test("the cron route knows no other task, and a look at it does nothing", async () => {
  const response = await ask("constructor", `Bearer ${SECRET}`);
  expect(response.status).toBe(404);
  expect(HEAD().status).toBe(405);
});
