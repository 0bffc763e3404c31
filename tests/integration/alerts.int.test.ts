import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureTenant } from "#db/queries/users.ts";
import { alerts } from "#db/schema/alerts.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { messages } from "#db/schema/messages.ts";
import { closeAlert, keepAlert, type Problem, raiseAlert } from "#lib/alerts/alerts.ts";
import { closeQuietAlerts } from "#lib/alerts/close-quiet-alerts.ts";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import type { LiveUpdate } from "#lib/forms/views.ts";
import type { Services } from "#lib/services.ts";
import { startServices } from "#tests/support/start-services.ts";
import { until } from "#tests/support/until.ts";

let needs: Services;
let stop: () => Promise<void>;
let company: string;
let other: string;

beforeAll(async () => {
  ({ needs, stop } = await startServices());
  company = await ensureTenant(needs.db, "Company");
  other = await ensureTenant(needs.db, "Other");
});
afterAll(() => stop());

const problem = (change: Partial<Problem> = {}): Problem => ({
  tenantId: company,
  kind: "channel.token-invalid",
  subject: randomUUID(),
  ...change,
});
const raise = (raised: Problem) => raiseAlert({ tx: needs.db, boss: needs.boss }, raised);
const close = (closed: Problem) => closeAlert({ tx: needs.db, boss: needs.boss }, closed);
const rowsOf = ({ subject }: Problem) =>
  needs.db.select().from(alerts).where(eq(alerts.subject, subject)).orderBy(alerts.openedAt);
const jobsOf = (alertId: string) => needs.boss.findJobs("post-alert", { key: alertId });
const list = (tenantId: string, page = {}) => listAlerts(needs, { tenantId, role: "admin" }, page);

test("a problem said 200 times at once has one open alert and one post", async () => {
  const raised = problem({ code: "meta.token-invalid" });
  await Promise.all(Array.from({ length: 200 }, () => raise(raised)));
  const [row, ...more] = await rowsOf(raised);
  expect(more).toEqual([]);
  expect(row).toMatchObject({ severity: "critical", code: raised.code, seen: 1, closedAt: null });
  expect(await jobsOf(row?.id ?? "")).toHaveLength(1);
});

test("while it lasts it is refreshed, at most every ten seconds, and told once", async () => {
  const raised = problem();
  await raise(raised);
  const passSeconds = (seconds: number) =>
    needs.db
      .update(alerts)
      .set({ lastSeenAt: sql`${alerts.lastSeenAt} - make_interval(secs => ${seconds})` })
      .where(eq(alerts.subject, raised.subject));
  const seenAt = async () => (await rowsOf(raised))[0]?.lastSeenAt.getTime() ?? 0;
  await passSeconds(11);
  const before = await seenAt();
  await Promise.all(Array.from({ length: 20 }, () => raise({ ...raised, code: "meta.blocked" })));
  const [row] = await rowsOf(raised);
  expect(row).toMatchObject({ seen: 2, code: "meta.blocked" });
  expect(await seenAt()).toBeGreaterThan(before);
  expect(await jobsOf(row?.id ?? "")).toHaveLength(1);
});

test("the end of the problem closes it; when it comes back it is a new one", async () => {
  const raised = problem();
  await close(raised);
  expect(await rowsOf(raised)).toEqual([]);
  await raise(raised);
  await Promise.all(Array.from({ length: 20 }, () => close(raised)));
  await raise(raised);
  const rows = await rowsOf(raised);
  expect(rows.map(({ closedAt }) => closedAt === null)).toEqual([false, true]);
});

test("other kinds and other subjects have alerts of their own", async () => {
  const raised = problem();
  await raise(raised);
  await raise({ ...raised, kind: "channel.silent" });
  await close(raised);
  const rows = await rowsOf(raised);
  expect(rows.map(({ kind, closedAt }) => [kind, closedAt === null])).toEqual([
    ["channel.token-invalid", false],
    ["channel.silent", true],
  ]);
});

test("in a transaction that fails nothing was said, and one that was just seen makes nobody wait", async () => {
  const undone = problem();
  const held = problem();
  await raise(held);
  await needs.db
    .transaction(async (tx) => {
      await raiseAlert({ tx, boss: needs.boss }, undone);
      await raiseAlert({ tx, boss: needs.boss }, held);
      await raise(held);
      tx.rollback();
    })
    .catch(() => {});
  expect(await rowsOf(undone)).toEqual([]);
  expect(await rowsOf(held)).toHaveLength(1);
});

test("a problem that comes while the last one of its kind ends is not lost", async () => {
  const raised = problem({ kind: "events.dead" });
  await raise(raised);
  let troubles = 0;
  let closing: Promise<void> | undefined;
  await needs.db.transaction(async (tx) => {
    await raiseAlert({ tx, boss: needs.boss }, raised);
    closing = closeAlert({ tx: needs.db, boss: needs.boss }, raised, {
      unless: async () => troubles > 0,
    });
    await sleep(200);
    troubles += 1;
  });
  await closing;
  expect(await rowsOf(raised)).toMatchObject([{ closedAt: null }]);

  troubles = 0;
  const closed = Promise.withResolvers<void>();
  const meanwhile = needs.db.transaction(async (tx) => {
    await closeAlert({ tx, boss: needs.boss }, raised, { unless: async () => troubles > 0 });
    closed.resolve();
    await sleep(200);
  });
  await closed.promise;
  await raise(raised);
  await meanwhile;
  expect((await rowsOf(raised)).map(({ closedAt }) => closedAt === null)).toEqual([false, true]);
});

test("screens hear of an opening and of a closing, of the whole installation's too", async () => {
  const heard: [string, LiveUpdate][] = [];
  const ready = new Set<string>();
  const ends = [company, other].map((tenantId) =>
    needs.live.subscribe(tenantId, (news) => {
      if (news.type === "resync") ready.add(tenantId);
      else heard.push([tenantId, news]);
    }),
  );
  await until("both listen", async () => ready.size === 2);
  const own = problem();
  await raise(own);
  await raise(own);
  await close(own);
  await raise(problem({ tenantId: null, kind: "upstream.away", subject: "graph" }));
  await until("four updates", async () => heard.length >= 4);
  for (const end of ends) end();
  const update = { type: "alert" };
  expect(heard.slice(0, 2)).toEqual([
    [company, update],
    [company, update],
  ]);
  expect(heard.slice(2)).toEqual(
    expect.arrayContaining([
      [company, update],
      [other, update],
    ]),
  );
  expect(heard).toHaveLength(4);
});

test("a company sees its own alerts and the installation's, never another's", async () => {
  const theirs = problem({ tenantId: other, kind: "channel.blocked" });
  const everybodys = problem({ tenantId: null, kind: "upstream.unauthorized", subject: "graph" });
  await raise(theirs);
  await raise(everybodys);
  const kinds = async (tenantId: string) =>
    (await list(tenantId, { limit: 100 })).alerts.map(({ kind }) => kind);
  expect(await kinds(other)).toEqual(["upstream.unauthorized", "channel.blocked", "upstream.away"]);
  expect(await kinds(company)).not.toContain("channel.blocked");
  expect(await kinds(company)).toContain("upstream.unauthorized");
  expect((await list(other)).open_count).toBe(3);
  const stranger = await ensureTenant(needs.db, "Stranger");
  expect((await list(stranger)).alerts.map(({ upstream }) => upstream)).toEqual(["graph", "graph"]);
});

test("page by page: the open ones, then the closed ones, each newest first, each once", async () => {
  const tenantId = await ensureTenant(needs.db, "Many");
  const raised = Array.from({ length: 9 }, () => problem({ tenantId, kind: "events.dead" }));
  for (const one of raised) await raise(one);
  for (const one of raised.slice(3, 7)) await close(one);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list(tenantId, { limit: 2, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.alerts.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  const rows = await Promise.all(raised.map(rowsOf));
  const ids = rows.flat().map(({ id }) => id);
  const open = [...ids.slice(0, 3), ...ids.slice(7)].reverse();
  const wide = seen.filter((id) => !ids.includes(id));
  expect(wide).toHaveLength(2);
  expect(seen.filter((id) => ids.includes(id))).toEqual([...open, ...ids.slice(3, 7).reverse()]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.slice(-4)).toEqual(ids.slice(3, 7).reverse());
});

test("an alert names its channel, and the conversation where a person decides", async () => {
  const tenantId = await ensureTenant(needs.db, "Shop");
  const [channel] = await needs.db
    .insert(crmChannels)
    .values({
      tenantId,
      platform: "facebook",
      platformPageId: "1001",
      facebookPageId: "1001",
      name: "Shoes",
      status: "active",
      pageAccessToken: "sealed",
    })
    .returning();
  const crmChannelId = channel?.id ?? "";
  const at = new Date();
  const [conversation] = await needs.db
    .insert(conversations)
    .values({
      tenantId,
      crmChannelId,
      externalUserId: "7001",
      voiceAgentConversationId: "c",
      lastMessageAt: at,
      lastMessageText: "",
    })
    .returning();
  const conversationId = conversation?.id ?? "";
  const reply = { tenantId, crmChannelId, conversationId, occurredAt: at, text: "" };
  await needs.db
    .insert(messages)
    .values({ ...reply, direction: "outbound", handledBy: "ai_agent", status: "held" });

  const held = problem({ tenantId, kind: "replies.held", subject: crmChannelId });
  await raise(held);
  await raise({ ...held, kind: "replies.failed" });
  const shown = (await list(tenantId)).alerts.filter(({ channel: its }) => its !== null);
  const its = { channel: { id: crmChannelId, name: "Shoes", platform: "facebook" } };
  expect(shown).toMatchObject([
    { kind: "replies.failed", conversation_id: null, ...its },
    { kind: "replies.held", conversation_id: conversationId, ...its },
  ]);
  // Said for another company, it names neither.
  const elsewhere = { ...held, tenantId: company, kind: "channel.silent" } as const;
  await raise(elsewhere);
  const [row] = (await list(company)).alerts.filter(({ kind }) => kind === "channel.silent");
  expect(row).toMatchObject({ channel: null, conversation_id: null });
});

test("what nobody has noticed for long is over, unless its end is seen by somebody", async () => {
  const alone = problem({ tenantId: null, kind: "upstream.away", subject: randomUUID() });
  const watched = problem({ tenantId: null, kind: "upstream.away", subject: randomUUID() });
  const waiting = problem({ kind: "replies.held" });
  for (const one of [alone, watched, waiting]) {
    await raise(one);
    await needs.db
      .update(alerts)
      .set({ lastSeenAt: sql`now() - interval '30 days'` })
      .where(eq(alerts.subject, one.subject));
  }
  await keepAlert({ tx: needs.db }, watched);
  await closeQuietAlerts(needs);
  const isOpen = async (one: Problem) => (await rowsOf(one)).map((row) => row.closedAt === null);
  expect(await Promise.all([alone, watched, waiting].map(isOpen))).toEqual([
    [false],
    [true],
    [true],
  ]);
  await keepAlert({ tx: needs.db }, alone);
  expect(await isOpen(alone)).toEqual([false]);
  await close(watched);
});
