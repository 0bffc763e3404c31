import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureTenant } from "#db/queries/users.ts";
import { alerts } from "#db/schema/alerts.ts";
import { closeAlert, type Problem, raiseAlert } from "#lib/alerts/alerts.ts";
import { webhookSecret } from "#lib/alerts/webhook-secret.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import type { Services } from "#lib/services.ts";
import { answerJson, type Heard, startLocalServer } from "#tests/support/local-server.ts";
import { startServices } from "#tests/support/start-services.ts";
import { until } from "#tests/support/until.ts";

let receiver: Awaited<ReturnType<typeof startLocalServer>>;
let needs: Services;
let stop: () => Promise<void>;
let tenantId: string;
let answer: (response: ServerResponse, attempt: number) => void;

beforeAll(async () => {
  receiver = await startLocalServer((_, response) => answer(response, receiver.heard.length));
  const url = `${receiver.url}/hooks/alerts?key=1`;
  ({ needs, stop } = await startServices({ ALERT_WEBHOOK_URL: url }));
  tenantId = await ensureTenant(needs.db, "Company");
  await startWorkers(needs);
});
afterAll(async () => {
  await stop();
  await receiver.close();
});
beforeEach(() => {
  receiver.heard.length = 0;
  answer = (response) => answerJson(response, 200, {});
});

const problem = (): Problem => ({
  tenantId,
  kind: "replies.doubled",
  subject: randomUUID(),
  code: "replies.interrupted",
});
const raise = (raised: Problem) => raiseAlert({ tx: needs.db, boss: needs.boss }, raised);
const close = (closed: Problem) => closeAlert({ tx: needs.db, boss: needs.boss }, closed);
const posts = (count: number) =>
  until(`${count} posts`, async () => receiver.heard.length >= count && [...receiver.heard]);
const isIdle = (alertId: string) =>
  until("no job waits", async () => {
    const jobs = await needs.boss.findJobs("post-alert", { key: alertId });
    return jobs.every(({ state }) => state === "completed");
  });

/** Checks the signature as a receiver does, with the specification's own library. */
function read({ body, headers }: Heard) {
  const secret = webhookSecret(needs.settings);
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

test("an opening and a closing are each posted once, signed", async () => {
  const raised = problem();
  await raise(raised);
  await posts(1);
  await raise(raised);
  await close(raised);
  const heard = await posts(2);
  const [row] = await needs.db.select().from(alerts).where(eq(alerts.subject, raised.subject));
  const data = {
    id: row?.id,
    kind: "replies.doubled",
    severity: "critical",
    title: "A customer may have got a reply twice",
    tenant_id: tenantId,
    subject: raised.subject,
    channel_name: null,
    code: "replies.interrupted",
    opened_at: row?.openedAt.toISOString(),
    closed_at: null,
    url: `${needs.settings.APP_BASE_URL}/settings/alerts`,
  };
  const closed = row?.closedAt?.toISOString();
  expect(heard.map(read)).toEqual([
    { type: "alert.opened", timestamp: data.opened_at, data },
    { type: "alert.closed", timestamp: closed, data: { ...data, closed_at: closed } },
  ]);
  expect(heard.map(({ method, path, query }) => [method, path, query.get("key")])).toEqual(
    Array(2).fill(["POST", "/hooks/alerts", "1"]),
  );
  await isIdle(row?.id ?? "");
  expect(receiver.heard).toHaveLength(2);
});

test("a failed post is repeated under the same id with a signature of its own", async () => {
  answer = (response, attempt) => answerJson(response, attempt < 3 ? 500 : 204, {});
  const raised = problem();
  await raise(raised);
  const heard = await posts(3);
  expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(heard.map(read)).toHaveLength(3);
  const times = heard.map(({ headers }) => Number(headers["webhook-timestamp"]));
  expect(times.at(-1)).toBeGreaterThanOrEqual(times[0] ?? 0);
});

test("a closing never overtakes an opening that is not accepted yet", async () => {
  answer = (response, attempt) => answerJson(response, attempt < 2 ? 503 : 200, {});
  const raised = problem();
  await raise(raised);
  await posts(1);
  await close(raised);
  const heard = await posts(3);
  expect(heard.map((call) => (read(call) as { type: string }).type)).toEqual([
    "alert.opened",
    "alert.opened",
    "alert.closed",
  ]);
});

test("opened and closed at once: both are told, in order", async () => {
  const raised = problem();
  await needs.db.transaction(async (tx) => {
    await raiseAlert({ tx, boss: needs.boss }, raised);
    await closeAlert({ tx, boss: needs.boss }, raised);
  });
  const heard = await posts(2);
  expect(heard.map((call) => (read(call) as { type: string }).type)).toEqual([
    "alert.opened",
    "alert.closed",
  ]);
});

test("a receiver that says 410 is not asked again, one that moved is not followed", async () => {
  answer = (response) => answerJson(response, 410, {});
  const gone = problem();
  await raise(gone);
  await posts(1);
  const [row] = await needs.db.select().from(alerts).where(eq(alerts.subject, gone.subject));
  await isIdle(row?.id ?? "");
  expect(receiver.heard).toHaveLength(1);

  answer = (response) => response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end();
  await raise(problem());
  const heard = await posts(3);
  expect(new Set(heard.map(({ path }) => path))).toEqual(new Set(["/hooks/alerts"]));
});
