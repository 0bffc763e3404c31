import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRetention } from "#db/queries/retention.ts";
import { alerts } from "#db/schema/alerts.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import {
  changePrivacySettings,
  previewRetention,
  readPrivacy,
} from "#lib/retention/privacy-settings.ts";
import { retain } from "#lib/retention/retain.ts";
import type { Services } from "#lib/services.ts";
import { signUp } from "#tests/support/running-product.ts";
import {
  DEAD,
  seedChannel,
  seedConversation,
  seedEvent,
  seedMessage,
} from "#tests/support/seed.ts";
import { type Sql, sqlOn } from "#tests/support/sql.ts";
import { startServices } from "#tests/support/start-services.ts";

const DAY_MS = 24 * 60 * 60_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

let needs: Services;
let sql: Sql;
let stop: () => Promise<void>;
let viewer: Viewer;
let other: Viewer;

beforeAll(async () => {
  ({ needs, stop } = await startServices());
  sql = sqlOn(needs.pool);
  viewer = await signUp(needs, "Company");
  other = await signUp(needs, "Others");
  for (const who of [viewer, other]) await seed(who);
  // It keeps all for ten years.
  await changePrivacySettings(needs, other, {
    retention: { events: 3_650, messages: 3_650, audit: 3_650 },
  });
  await changePrivacySettings(needs, viewer, { retention: { events: 5, messages: 20, audit: 50 } });
});
afterAll(() => stop());

async function seed({ tenantId }: Viewer): Promise<void> {
  const { db } = needs;
  const channel = await seedChannel(db, tenantId);
  await seedEvents(channel);
  const keep = { updatedAt: daysAgo(2) };
  const old = await seedConversation(db, channel, { ...keep, lastMessageAt: daysAgo(30) });
  const lively = await seedConversation(db, channel, { ...keep, lastMessageAt: daysAgo(1) });
  const owing = await seedConversation(db, channel, { ...keep, lastMessageAt: daysAgo(30) });
  await seedMessage(db, old, { occurredAt: daysAgo(30), text: "old" });
  await seedMessage(db, lively, { occurredAt: daysAgo(30), text: "old" });
  await seedMessage(db, lively, { occurredAt: daysAgo(1), text: "young" });
  const outgoing = { direction: "outbound", handledBy: "human_agent" } as const;
  const head = await seedMessage(db, owing, {
    ...outgoing,
    ...{ occurredAt: daysAgo(30), text: "kept: head", status: "sent" },
    storedAtVoiceAgentAt: daysAgo(30),
  });
  await seedMessage(db, owing, {
    ...outgoing,
    ...{ occurredAt: daysAgo(30), text: "kept: open", status: "queued", partOf: head.id, part: 1 },
  });
  const entry = { tenantId, action: "test", target: "test" };
  await db.insert(auditLog).values([
    { ...entry, createdAt: daysAgo(60), action: "old" },
    { ...entry, createdAt: daysAgo(2), action: "young" },
  ]);
  const alert = { tenantId, kind: "replies.failed", severity: "warning" } as const;
  await db.insert(alerts).values([
    { ...alert, subject: "old", openedAt: daysAgo(70), closedAt: daysAgo(60) },
    { ...alert, subject: "young", openedAt: daysAgo(70), closedAt: daysAgo(2) },
    { ...alert, subject: `open-${tenantId}`, openedAt: daysAgo(70) },
  ]);
}

/** The young one first: they need not have come in the order of their times. */
async function seedEvents(channel: Channel): Promise<void> {
  const done = { status: "processed", processedAt: daysAgo(1) } as const;
  const at = (days: number) => ({ receivedAt: daysAgo(days), occurredAt: daysAgo(days) });
  const add = (customer: string, change: Parameters<typeof seedEvent>[3]) =>
    seedEvent(needs.db, channel, customer, change);
  await add("young", { ...done, ...at(1) });
  await add("old", { ...done, ...at(40) });
  await add("dead", { ...DEAD, ...at(40) });
  await add("waiting", { status: "received", ...at(40) });
  await add("failed", { status: "failed", ...at(40) });
  // Older than its days, and young enough to come again.
  await add("emptied", { ...done, ...at(6) });
}

const run = (options: { budgetMs?: number } = {}) =>
  retain({ db: needs.db, signal: new AbortController().signal }, options);

async function rowsOf({ tenantId }: Viewer) {
  const events = await sql<{ who: string | null }[]>`
    select sender_id as who from webhook_events where tenant_id = ${tenantId} order by seq`;
  const messages = await sql<{ text: string }[]>`
    select text from messages where tenant_id = ${tenantId} order by text`;
  const conversations = await sql`select 1 from conversations where tenant_id = ${tenantId}`;
  const audit = await sql<{ action: string }[]>`select action from audit_log
    where tenant_id = ${tenantId} and target = 'test' order by action`;
  const left = await sql<{ subject: string }[]>`select subject from alerts
    where tenant_id = ${tenantId} and subject in ('old', 'young') order by subject`;
  return {
    events: events.map(({ who }) => who),
    messages: messages.map(({ text }) => text),
    conversations: conversations.length,
    audit: audit.map(({ action }) => action),
    alerts: left.map(({ subject }) => subject),
  };
}

test("a dry run counts and deletes nothing", async () => {
  const before = await rowsOf(viewer);
  const counts = await previewRetention(needs, viewer, { events: 5, messages: 20, audit: 50 });
  expect(counts).toEqual({ events: 3, messages: 2, conversations: 1, audit: 1, alerts: 1 });
  expect(await rowsOf(viewer)).toEqual(before);
});

test("with no time left it deletes nothing, and says so", async () => {
  const before = await rowsOf(viewer);
  const signal = AbortSignal.abort();
  expect(await retain({ db: needs.db, signal })).toMatchObject({ events: 0, isComplete: false });
  expect(await rowsOf(viewer)).toEqual(before);
});

describe("a night", () => {
  let untouched: Awaited<ReturnType<typeof rowsOf>>;
  beforeAll(async () => {
    untouched = await rowsOf(other);
    const done = await run();
    expect(done).toEqual({
      ...{ events: 3, messages: 2, conversations: 1, audit: 1, alerts: 1 },
      isComplete: true,
    });
  });

  test("takes what is old, and leaves what is young or still waits", async () => {
    expect(await rowsOf(viewer)).toEqual({
      events: ["young", "waiting", "failed", null],
      messages: ["kept: head", "kept: open", "young"],
      conversations: 2,
      audit: ["young"],
      alerts: ["young"],
    });
  });

  test("leaves another company alone", async () => {
    expect(await rowsOf(other)).toEqual(untouched);
    expect(untouched.events).toHaveLength(6);
  });

  test("done twice it finds nothing more", async () => {
    const before = await rowsOf(viewer);
    const counts = { events: 0, messages: 0, conversations: 0, audit: 0, alerts: 0 };
    expect(await run()).toEqual({ ...counts, isComplete: true });
    expect(await rowsOf(viewer)).toEqual(before);
  });
});

test("more than one statement takes goes too", async () => {
  const { db } = needs;
  const channel = await seedChannel(db, viewer.tenantId);
  await sql`insert into webhook_events (id, platform, event_type, page_id, payload, tenant_id,
      dedupe_key, delivery_id, status, occurred_at, received_at)
    select gen_random_uuid(), 'facebook', 'message_read', ${channel.platformPageId}, '{}',
      ${viewer.tenantId}, 'many:' || n, gen_random_uuid(), 'processed', now(), now() - interval '90 days'
    from generate_series(1, 2500) n`;
  expect(await run()).toMatchObject({ events: 2_500, isComplete: true });
});

test("where nothing was chosen the defaults hold", async () => {
  const third = await signUp(needs, "Third");
  expect((await readPrivacy(needs, third)).retention).toEqual({
    ...{ events: 30, messages: 365, audit: 400 },
  });
  const row = (await listRetention(needs.db)).find(({ tenantId }) => tenantId === third.tenantId);
  expect(row).toMatchObject({ events: null, messages: null, audit: null });
});
