import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findWaitingEvent } from "#db/queries/events.ts";
import { ensureTenant } from "#db/queries/users.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { getEvent } from "#lib/events/get-event.ts";
import { listEvents } from "#lib/events/list-events.ts";
import { replayEvents, replayEventsById } from "#lib/events/replay-events.ts";
import { bulkReplaySchema, eventQuerySchema } from "#lib/forms/attention.ts";
import type { Services } from "#lib/services.ts";
import { DEAD, seedChannel, seedConversation, seedEvent } from "#tests/support/seed.ts";
import { startServices } from "#tests/support/start-services.ts";

let needs: Services;
let stop: () => Promise<void>;
let tenants = 0;

beforeAll(async () => {
  ({ needs, stop } = await startServices());
});
afterAll(() => stop());

async function company() {
  const tenantId = await ensureTenant(needs.db, `Company ${++tenants}`);
  const channel = await seedChannel(needs.db, tenantId);
  return { tenantId, userId: null, channel };
}

async function eventOf(id: string): Promise<WebhookEvent | undefined> {
  const [event] = await needs.db.select().from(webhookEvents).where(eq(webhookEvents.id, id));
  return event;
}

const jobsOf = (key: string) => needs.boss.findJobs("drain-conversation", { key });
const auditOf = (tenantId: string) =>
  needs.db.select().from(auditLog).where(eq(auditLog.tenantId, tenantId));
const bulk = (wish: unknown = {}) => bulkReplaySchema.parse(wish);

async function replay(who: Awaited<ReturnType<typeof company>>, id: string) {
  return (await replayEventsById(needs, who, [id])).get(id);
}

test("a dead event waits again with all its tries, and its conversation has a job", async () => {
  const who = await company();
  const id = await seedEvent(needs.db, who.channel, "1", DEAD);
  expect(await replay(who, id)).toBe("replayed");
  expect(await eventOf(id)).toMatchObject({
    status: "received",
    attempts: 0,
    firstFailedAt: null,
    retryAt: null,
    lastError: null,
    processedAt: null,
  });
  expect(await jobsOf(`${who.channel.platformPageId}:1`)).toHaveLength(1);
  expect(await auditOf(who.tenantId)).toMatchObject([{ action: "event.replay", target: id }]);
});

test("one that waits for its next try is taken now", async () => {
  const who = await company();
  const retryAt = new Date(Date.now() + 3_600_000);
  const id = await seedEvent(needs.db, who.channel, "1", {
    status: "failed",
    attempts: 7,
    retryAt,
  });
  expect(await replay(who, id)).toBe("replayed");
  expect(await eventOf(id)).toMatchObject({ status: "received", attempts: 0, retryAt: null });
});

test.each(["processed", "ignored", "received"] as const)(
  "one that is %s is refused",
  async (status) => {
    const who = await company();
    const id = await seedEvent(needs.db, who.channel, "1", { status });
    expect(await replay(who, id)).toBe("event_not_replayable");
    expect(await eventOf(id)).toMatchObject({ status });
    expect(await auditOf(who.tenantId)).toEqual([]);
  },
);

test("one without a conversation is refused, because nobody would handle it", async () => {
  const who = await company();
  const id = await seedEvent(needs.db, who.channel, "1", { ...DEAD, conversationKey: null });
  expect(await replay(who, id)).toBe("event_not_replayable");
});

test("another company's event and nobody's are not there", async () => {
  const [who, stranger] = [await company(), await company()];
  const theirs = await seedEvent(needs.db, stranger.channel, "1", DEAD);
  const nobodys = await seedEvent(needs.db, who.channel, "1", { ...DEAD, tenantId: null });
  for (const id of [theirs, nobodys]) {
    expect(await replay(who, id)).toBe("not_found");
    expect(await getEvent(needs, who, id)).toBeNull();
    expect(await eventOf(id)).toMatchObject({ status: "dead" });
  }
  expect(await replayEvents(needs, who, bulk())).toMatchObject({ replayed: 0 });
  const filter = { channel_id: stranger.channel.id };
  expect(await replayEvents(needs, who, bulk({ filter }))).toMatchObject({ replayed: 0 });
  expect((await listEvents(needs, who)).events).toEqual([]);
  expect((await listEvents(needs, who, { channel_id: stranger.channel.id })).events).toEqual([]);
  expect((await listEvents(needs, stranger)).events).toMatchObject([{ id: theirs }]);
});

test("the worker meets a replayed event before the newer ones that wait", async () => {
  const who = await company();
  const key = `${who.channel.platformPageId}:1`;
  await seedEvent(needs.db, who.channel, "1", { status: "processed" });
  const middle = await seedEvent(needs.db, who.channel, "1", DEAD);
  const waiting = await seedEvent(needs.db, who.channel, "1", { status: "received" });
  expect((await findWaitingEvent(needs.db, key))?.event.id).toBe(waiting);
  await replay(who, middle);
  expect((await findWaitingEvent(needs.db, key))?.event.id).toBe(middle);
});

test("in bulk the oldest come first, as many as asked, and the rest is announced", async () => {
  const who = await company();
  const ids: string[] = [];
  for (const customer of ["1", "2", "1", "3"]) {
    ids.push(await seedEvent(needs.db, who.channel, customer, DEAD));
  }
  expect(await replayEvents(needs, who, bulk({ limit: 3 }))).toEqual({
    replayed: 3,
    conversations: 2,
    more: true,
  });
  const statuses = async () => Promise.all(ids.map(async (id) => (await eventOf(id))?.status));
  expect(await statuses()).toEqual(["received", "received", "received", "dead"]);
  expect(await jobsOf(`${who.channel.platformPageId}:1`)).toHaveLength(1);
  expect(await replayEvents(needs, who, bulk())).toMatchObject({ replayed: 1, more: false });
  expect(await replayEvents(needs, who, bulk())).toMatchObject({ replayed: 0, more: false });
  expect((await auditOf(who.tenantId)).map(({ details }) => details)).toEqual([
    { count: 3 },
    { count: 1 },
  ]);
});

test("a bulk replay touches only what its filter names, and nothing that is not dead", async () => {
  const who = await company();
  const other = await seedChannel(needs.db, who.tenantId);
  const at = (hour: number) => ({ receivedAt: new Date(Date.UTC(2026, 5, 1, hour)) });
  const hit = await seedEvent(needs.db, who.channel, "1", { ...DEAD, ...at(10) });
  const missed = [
    await seedEvent(needs.db, other, "1", { ...DEAD, ...at(10) }),
    await seedEvent(needs.db, who.channel, "1", { ...DEAD, ...at(9) }),
    await seedEvent(needs.db, who.channel, "1", { ...DEAD, ...at(12) }),
    await seedEvent(needs.db, who.channel, "1", { ...DEAD, ...at(10), lastError: "bug.TypeError" }),
    await seedEvent(needs.db, who.channel, "1", { ...at(10), status: "failed" }),
  ];
  const filter = {
    channel_id: who.channel.id,
    code: "voice-agent.unavailable",
    after: "2026-06-01T12:00:00+02:00",
    before: "2026-06-01T12:00:00Z",
  };
  expect(await replayEvents(needs, who, bulk({ filter }))).toMatchObject({ replayed: 1 });
  expect(await eventOf(hit)).toMatchObject({ status: "received" });
  for (const id of missed) expect(await eventOf(id)).not.toMatchObject({ status: "received" });
});

test("twenty bulk replays at once replay each event once", async () => {
  const who = await company();
  for (let index = 0; index < 30; index += 1) {
    await seedEvent(needs.db, who.channel, String(index % 7), DEAD);
  }
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => replayEvents(needs, who, bulk())),
  );
  expect(outcomes.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(30);
});

test("the channel's alert closes with the last dead event", async () => {
  const who = await company();
  const { tenantId, channel } = who;
  const ids = [
    await seedEvent(needs.db, channel, "1", DEAD),
    await seedEvent(needs.db, channel, "2", DEAD),
  ] as const;
  const tx = needs.db;
  await raiseAlert(
    { tx, boss: needs.boss },
    { tenantId, kind: "events.dead", subject: channel.id },
  );
  const open = async () =>
    (await listAlerts(needs, { tenantId, role: "admin" }, {})).alerts.filter(
      ({ closed_at }) => closed_at === null,
    );
  await replay(who, ids[0]);
  expect(await open()).toHaveLength(1);
  await replay(who, ids[1]);
  expect(await open()).toHaveLength(0);
});

test("the log runs from new to old by cursor, shows its filters' events, and no payload", async () => {
  const who = await company();
  const conversation = await seedConversation(needs.db, who.channel);
  const customer = conversation.externalUserId;
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const change = index === 1 ? DEAD : { status: "processed" as const };
    ids.push(await seedEvent(needs.db, who.channel, index < 3 ? customer : "other", change));
  }
  const first = await listEvents(needs, who, { limit: 3 });
  const rest = await listEvents(needs, who, { limit: 3, cursor: first.next_cursor ?? "" });
  expect([...first.events, ...rest.events].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(rest.next_cursor).toBeNull();
  expect(rest.events[0]).toMatchObject({
    id: ids[1],
    status: "dead",
    error: "voice-agent.unavailable",
    attempts: 8,
    channel: { id: who.channel.id, name: "Shoes" },
    conversation_id: conversation.id,
    external_user_id: customer,
    may_replay: true,
  });
  expect(JSON.stringify([first, rest])).not.toMatch(/payload|"Hi"|sealed/);

  const idsOf = async (query: Parameters<typeof listEvents>[2]) =>
    (await listEvents(needs, who, query)).events.map(({ id }) => id);
  expect(await idsOf({ status: "dead" })).toEqual([ids[1]]);
  expect(await idsOf({ type: "message_echo" })).toEqual([]);
  expect(await idsOf({ conversation_id: conversation.id })).toEqual([ids[2], ids[1], ids[0]]);
  expect(await getEvent(needs, who, ids[1] ?? "")).toMatchObject({
    id: ids[1],
    is_faithful: true,
    payload: { message: { text: "Hi" } },
  });
});

test.each([
  { status: "lost" },
  { statsu: "dead" },
  { channel_id: "1" },
  { cursor: "-1" },
  { cursor: "99999999999999999999" },
  { limit: "0" },
  { limit: "1000" },
  { type: "" },
])("the filter %j is refused", (query) => {
  expect(eventQuerySchema.safeParse(query).success).toBe(false);
});

test.each([
  { limit: 1_001 },
  { limit: 0 },
  { filter: { channel: "x" } },
  { filter: { after: "yesterday" } },
  { filter: { before: "0000-01-01T00:00:00Z" } },
  { everything: true },
])("the bulk replay %j is refused", (body) => {
  expect(bulkReplaySchema.safeParse(body).success).toBe(false);
});
