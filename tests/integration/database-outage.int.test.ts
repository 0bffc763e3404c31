import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { type ManagedProcess, startProcess } from "#launch/processes.ts";
import { inProject } from "#launch/project-root.ts";
import type { LiveNews } from "#lib/forms/views.ts";
import { announce, createLiveHub } from "#lib/live/live.ts";
import { type Cluster, openCluster } from "#tests/faults/postgres-cluster.ts";
import { type Sql, sqlOn } from "#tests/support/sql.ts";
import { makeTestEnvironment, withSandbox } from "#tests/support/test-environment.ts";
import { until } from "#tests/support/until.ts";

const UNSERVED_PAGE = "900000000000001";
const SENDERS = 12;
/** Some of Meta's texts say 5 s, older ones 20 s; here it is only seen that nothing hangs. */
const META_WAITS_MS = 20_000;
const TENANT = "01a20403-d7b5-7728-b374-bde9ca2bcdc1";

const undo: (() => Promise<unknown>)[] = [];
const command = {
  hurry: new AbortController().signal,
  onStop: (step: () => Promise<void>) => void undo.push(step),
};

let cluster: Cluster;
let database: Database;
let sql: Sql;
let receiver: ManagedProcess;
let environment: Record<string, string>;
/** Processes that ended although nobody asked them to. */
const ended: string[] = [];

beforeAll(async () => {
  cluster = await openCluster(command);
  await cluster.run("create database outage");
  const url = cluster.urlOf("outage");
  await applyMigrations(url);
  environment = { ...makeTestEnvironment(url), ...withSandbox("http://127.0.0.1:1") };
  await start("worker", "worker/main.ts", /^workers ready/);
  receiver = await start("receiver", "tests/support/run-receiver.ts", /^receiver ready (\S+)/);
  database = openDatabase(url);
  undo.push(database.close);
  sql = sqlOn(database.pool);
});

afterAll(async () => {
  ended.push("the test is over");
  for (const step of undo.reverse()) await step();
});

async function start(name: string, program: string, ready: RegExp): Promise<ManagedProcess> {
  const running = await startProcess({
    name,
    args: [inProject(program)],
    env: { ...process.env, ...environment },
    output: "quiet",
    ready,
    stopWithParent: true,
    command,
  });
  void running.exited.then(({ code, lastLines }) => {
    if (!ended.includes("the test is over")) ended.push(`${name}: ${code}\n${lastLines}`);
  });
  return running;
}

const load = { isOn: false, acked: [] as string[], refused: 0, slowestMs: 0 };

/** A customer who writes again and again; what was not acknowledged is not repeated. */
async function write(customer: string): Promise<void> {
  for (let at = 0; load.isOn; at += 1) {
    const mid = `m_${customer}_${at}`;
    const event = { sender: { id: customer }, timestamp: Date.now(), message: { mid, text: "x" } };
    const begin = performance.now();
    const status = await post({
      object: "page",
      entry: [{ id: UNSERVED_PAGE, messaging: [event] }],
    });
    load.slowestMs = Math.max(load.slowestMs, performance.now() - begin);
    if (status === 200) load.acked.push(mid);
    else load.refused += 1;
    await sleep(status === 200 ? 5 : 50);
  }
}

async function post(delivery: unknown): Promise<number> {
  const body = JSON.stringify(delivery);
  const [secret = ""] = (environment.FACEBOOK_APP_SECRET ?? "").split(",");
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const response = await fetch(receiver.ready?.[1] ?? "", {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": `sha256=${signature}` },
  });
  return response.status;
}

function acksGoOn(): Promise<unknown> {
  const before = load.acked.length;
  return until("deliveries are stored again", async () => load.acked.length > before + SENDERS);
}

async function outage(ms: number): Promise<void> {
  await cluster.stop("immediate");
  await sleep(ms);
  await cluster.start();
}

test("when PostgreSQL crashes under load, nothing acknowledged is lost and nobody has to be started anew", async () => {
  const news: LiveNews[] = [];
  const goesOnAfter = async (trouble: () => Promise<void>) => {
    const before = news.length;
    await trouble();
    await acksGoOn();
    await until("the screens are told to read again", async () => news.length > before);
  };
  const live = createLiveHub(cluster.urlOf("outage"));
  undo.push(async () => live.close());
  live.subscribe(TENANT, (update) => news.push(update));

  load.isOn = true;
  const senders = Array.from({ length: SENDERS }, (_, at) => write(String(7_000 + at)));
  await goesOnAfter(async () => {});
  await goesOnAfter(() =>
    cluster.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'outage'"),
  );
  await goesOnAfter(() => outage(2_000));
  await goesOnAfter(() => outage(500));
  load.isOn = false;
  await Promise.all(senders);

  expect(load.refused).toBeGreaterThan(0);
  expect(load.slowestMs).toBeLessThan(META_WAITS_MS);
  const [stored] = await sql<{ count: number }[]>`
    select count(*)::int as count from webhook_events
    where payload #>> '{message,mid}' = any(${load.acked})`;
  expect(stored?.count).toBe(load.acked.length);
  await until("every event is handled", async () => {
    const waiting = await sql`select 1 from webhook_events where status <> 'ignored' limit 1`;
    return waiting.length === 0;
  });

  expect(new Set(news.map(({ type }) => type))).toEqual(new Set(["resync"]));
  await announce(database.db, TENANT, { type: "message", conversation_id: "1" });
  await until("updates come again", async () => news.at(-1)?.type === "message");
  await until("the workers are woken again", async () => {
    const listening = await sql`
      select 1 from pg_stat_activity
      where application_name = 'switchboard-queue' and query ~* '(^listen|pg_listening_channels)'`;
    return listening.length === 1;
  });
  expect(ended).toEqual([]);
});
