import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findUserByEmail } from "#db/queries/users.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import { type Channel, crmChannels } from "#db/schema/channels.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { closeSettledAlerts } from "#lib/attention/close-settled-alerts.ts";
import { decideHeld } from "#lib/attention/decide-held.ts";
import { listAttention } from "#lib/attention/list-attention.ts";
import { replayMessage } from "#lib/attention/replay-message.ts";
import { tryAgain } from "#lib/attention/try-again.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { DECISIONS, type Decision } from "#lib/forms/attention.ts";
import type { Services } from "#lib/services.ts";
import {
  DEAD,
  seedAnswer,
  seedChannel,
  seedConversation,
  seedEvent,
  seedMessage,
} from "#tests/support/seed.ts";
import { startServices } from "#tests/support/start-services.ts";

let needs: Services;
let stop: () => Promise<void>;
let who: { tenantId: string; userId: string };
let stranger: typeof who;
let channel: Channel;
let conversation: Conversation;
let question: Message;

beforeAll(async () => {
  ({ needs, stop } = await startServices());
});
afterAll(() => stop());

let companies = 0;
async function company() {
  const email = `admin${++companies}@example.test`;
  const password = "a long enough password";
  await createUser(needs.db, { email, password, tenant: `Company ${companies}`, role: "admin" });
  const user = await findUserByEmail(needs.db, email);
  if (user === null) throw new Error("There is no user");
  return { tenantId: user.tenantId, userId: user.id };
}

beforeEach(async () => {
  who = await company();
  stranger = await company();
  channel = await seedChannel(needs.db, who.tenantId);
  conversation = await seedConversation(needs.db, channel);
  question = await seedMessage(needs.db, conversation);
});

const TRIED = {
  attempts: 8,
  firstFailedAt: new Date(),
  retryAt: new Date(),
  lastError: "meta.transient",
};
const answer = (change: Partial<Message>) => seedAnswer(needs.db, conversation, question, change);
const write = (change: Partial<Message> = {}) => seedMessage(needs.db, conversation, change);
const ours = (change: Partial<Message>) =>
  write({ direction: "outbound", handledBy: "human_agent", authorId: who.userId, ...change });
const decide = (id: string, decision: Decision) => decideHeld(needs, who, { id, decision });

async function read(id: string): Promise<Message | undefined> {
  const [row] = await needs.db.select().from(messages).where(eq(messages.id, id));
  return row;
}
const jobs = () => needs.boss.findJobs("answer-conversation", { key: conversation.id });
const audit = async () =>
  (await needs.db.select().from(auditLog).where(eq(auditLog.tenantId, who.tenantId))).map(
    ({ action, target, userId }) => ({ action, target, userId }),
  );

test.each(["failed", "dead"] as const)("an answer that is %s waits again", async (status) => {
  const { id } = await answer({ status, ...TRIED });
  expect(await replayMessage(needs, who, id)).toBe("replayed");
  expect(await read(id)).toMatchObject({
    status: "queued",
    attempts: 0,
    firstFailedAt: null,
    retryAt: null,
    lastError: null,
    text: "Yes, from ten.",
  });
  expect(await jobs()).toHaveLength(1);
  expect(await audit()).toEqual([{ action: "message.replay", target: id, userId: who.userId }]);
});

test("an answer that was never written is asked for again", async () => {
  const { id } = await answer({ status: "dead", text: null, ...TRIED });
  await needs.db.update(conversations).set({ replyAttempts: 8, replyRetryAt: new Date() });
  expect(await replayMessage(needs, who, id)).toBe("replayed");
  expect(await read(id)).toBeUndefined();
  const [row] = await needs.db
    .select()
    .from(conversations)
    .where(eq(conversations.id, conversation.id));
  expect(row).toMatchObject({ replyDueFor: question.id, replyAttempts: 0, replyRetryAt: null });
  expect(await jobs()).toHaveLength(1);
});

test("a teammate's picture without words is sent again, not taken away", async () => {
  const { id } = await ours({ status: "failed", text: null, attachments: [{ type: "image" }] });
  expect(await replayMessage(needs, who, id)).toBe("replayed");
  expect(await read(id)).toMatchObject({ status: "queued" });
});

test("an old question is not answered after the customer wrote again", async () => {
  const { id } = await answer({ status: "failed" });
  await write();
  expect(await replayMessage(needs, who, id)).toBe("message_superseded");
  expect(await read(id)).toMatchObject({ status: "failed" });
  expect(await jobs()).toEqual([]);
});

test("a late message from before the question does not stand in the way", async () => {
  const { id } = await answer({ status: "failed" });
  await write({ occurredAt: new Date(0), isLate: true });
  expect(await replayMessage(needs, who, id)).toBe("replayed");
});

test.each(["sent", "sending"] as const)(
  "nothing is sent after a newer message that is %s",
  async (status) => {
    const { id } = await ours({ status: "failed" });
    await ours({ status });
    expect(await replayMessage(needs, who, id)).toBe("message_superseded");
  },
);

test("a teammate's answer may be tried again although the customer wrote meanwhile", async () => {
  const { id } = await ours({ status: "failed" });
  await write();
  expect(await replayMessage(needs, who, id)).toBe("replayed");
});

test.each(["queued", "sending", "sent", "held"] as const)(
  "what is %s is not tried again",
  async (status) => {
    const { id } = await answer({ status });
    expect(await replayMessage(needs, who, id)).toBe("message_not_replayable");
    expect(await read(id)).toMatchObject({ status });
  },
);

test("a customer's message and another company's are not there", async () => {
  const { id } = await answer({ status: "held" });
  expect(await replayMessage(needs, who, question.id)).toBe("not_found");
  expect(await replayMessage(needs, stranger, id)).toBe("not_found");
  for (const decision of DECISIONS) {
    expect(await decideHeld(needs, stranger, { id, decision })).toBe("not_found");
  }
  expect(await read(id)).toMatchObject({ status: "held" });
  expect(await listAttention(needs, stranger)).toEqual({ causes: [], events: [], messages: [] });
});

test("checking again has the worker read Meta's list from the start", async () => {
  const claimedAt = new Date("2026-01-01T00:00:00Z");
  const { id } = await answer({ status: "held", absentReads: 2, claimedAt, ...TRIED });
  expect(await decide(id, "check")).toBe("done");
  expect(await read(id)).toMatchObject({
    status: "sending",
    absentReads: 0,
    attempts: 0,
    retryAt: null,
    firstFailedAt: null,
    claimedAt,
  });
  expect(await jobs()).toHaveLength(1);
});

test("marked as sent, it counts as sent when it was tried, and is the last message", async () => {
  const claimedAt = new Date("2026-01-01T00:00:00Z");
  const occurredAt = new Date(Date.now() + 1_000);
  const { id } = await answer({ status: "held", claimedAt, occurredAt, ...TRIED });
  expect(await decide(id, "mark-sent")).toBe("done");
  expect(await read(id)).toMatchObject({
    status: "sent",
    sentAt: claimedAt,
    lastError: null,
    externalMessageId: null,
    storedAtVoiceAgentAt: null,
  });
  const [row] = await needs.db
    .select()
    .from(conversations)
    .where(eq(conversations.id, conversation.id));
  expect(row).toMatchObject({ lastMessageText: "Yes, from ten.", lastMessageAt: occurredAt });
  expect(await jobs()).toHaveLength(1);
});

test("sent again, it is queued, and who decided it is kept", async () => {
  const { id } = await answer({ status: "held", ...TRIED });
  expect(await decide(id, "send-again")).toBe("done");
  expect(await read(id)).toMatchObject({ status: "queued", lastError: null, retryAt: null });
  expect(await audit()).toEqual([{ action: "message.send-again", target: id, userId: who.userId }]);
});

test("it is not sent again once the conversation went on, but can still be settled", async () => {
  const { id } = await answer({ status: "held" });
  await write();
  expect(await decide(id, "send-again")).toBe("message_superseded");
  expect(await decide(id, "mark-unsent")).toBe("done");
  expect(await read(id)).toMatchObject({ status: "failed", lastError: "replies.marked-unsent" });
  expect((await listAttention(needs, who)).messages).toEqual([]);
});

test.each(DECISIONS)("a late echo wins over the decision to %s", async (decision) => {
  const { id } = await answer({ status: "sent", sentAt: new Date(0) });
  expect(await decide(id, decision)).toBe("message_settled");
  expect(await read(id)).toMatchObject({ status: "sent", sentAt: new Date(0) });
  expect(await audit()).toEqual([]);
});

test("of two decisions at once one counts", async () => {
  const { id } = await answer({ status: "held" });
  const outcomes = await Promise.all([
    decide(id, "mark-sent"),
    decide(id, "send-again"),
    decide(id, "check"),
  ]);
  expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "message_settled")).toHaveLength(2);
});

test("a message that comes in while one decides to replay is seen", async () => {
  const { id } = await answer({ status: "failed" });
  const writing = Promise.withResolvers<void>();
  const committed = needs.db.transaction(async (tx) => {
    await tx
      .update(conversations)
      .set({ lastMessageText: "!" })
      .where(eq(conversations.id, conversation.id));
    await seedMessage(tx, conversation);
    writing.resolve();
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await writing.promise;
  expect(await replayMessage(needs, who, id)).toBe("message_superseded");
  await committed;
});

test("what needs a person is listed, and counted by its cause", async () => {
  const held = await answer({ status: "held", lastError: "replies.unproven" });
  const failed = await ours({ status: "failed", lastError: "meta.blocked" });
  const eventId = await seedEvent(needs.db, channel, conversation.externalUserId, DEAD);
  await write({ text: "secret" });
  const list = await listAttention(needs, who);
  expect(list.causes).toEqual(
    expect.arrayContaining([
      { kind: "message", status: "held", code: "replies.unproven", count: 1 },
      { kind: "message", status: "failed", code: "meta.blocked", count: 1 },
      { kind: "event", status: "dead", code: "voice-agent.unavailable", count: 1 },
    ]),
  );
  expect(list.messages.map(({ id, is_superseded }) => [id, is_superseded])).toEqual([
    [failed.id, false],
    [held.id, true],
  ]);
  expect(list.events).toMatchObject([{ id: eventId, conversation_id: conversation.id }]);
  expect(JSON.stringify(list)).not.toMatch(/secret|sealed|payload/);
});

test("what a newer answer has left behind asks nobody; what is in doubt still does", async () => {
  const held = await answer({ status: "held" });
  await ours({ status: "failed" });
  await ours({ status: "sent" });
  const list = await listAttention(needs, who);
  expect(list.messages.map(({ id }) => id)).toEqual([held.id]);
  expect(list.causes).toMatchObject([{ status: "held", count: 1 }]);
});

test("nor is an answer to a question after which the customer wrote again", async () => {
  await answer({ status: "dead", text: null });
  expect((await listAttention(needs, who)).messages).toHaveLength(1);
  await write();
  expect((await listAttention(needs, who)).messages).toEqual([]);
});

test.each([
  ["too old for any answer", { occurredAt: new Date(Date.now() - 8 * 24 * 3_600_000) }],
  ["overtaken by a newer question", { lastError: "replies.superseded" }],
  ["not wanted while the AI is off", { lastError: "replies.ai-off" }],
])("what is %s is not listed; in doubt it would be", async (_why, change) => {
  const { id } = await answer({ status: "failed", ...change });
  expect((await listAttention(needs, who)).messages).toEqual([]);
  await needs.db.update(messages).set({ status: "held" }).where(eq(messages.id, id));
  expect((await listAttention(needs, who)).messages).toMatchObject([{ id }]);
});

test("what was sent and never stored is stored, not sent again", async () => {
  const { id } = await answer({ status: "sent", ...TRIED, lastError: "voice-agent.refused" });
  await write();
  expect(await replayMessage(needs, who, id)).toBe("replayed");
  expect(await read(id)).toMatchObject({ status: "sent", lastError: null, attempts: 0 });
  expect(await jobs()).toHaveLength(1);
});

test("several are tried again at once, each with its own outcome", async () => {
  const event = await seedEvent(needs.db, channel, "1", DEAD);
  const done = await seedEvent(needs.db, channel, "1", { status: "processed" });
  const failed = await answer({ status: "failed" });
  const held = await ours({ status: "held" });
  const outcomes = await tryAgain(needs, who, [
    { kind: "message", id: held.id },
    { kind: "event", id: done },
    { kind: "message", id: failed.id },
    { kind: "event", id: event },
  ]);
  expect(new Map(outcomes.map(({ id, outcome }) => [id, outcome]))).toEqual(
    new Map([
      [event, "replayed"],
      [done, "event_not_replayable"],
      [failed.id, "replayed"],
      [held.id, "message_not_replayable"],
    ]),
  );
});

test("an answer that dm-voice-agent lacks is listed, and its alert stays open, until it is stored", async () => {
  const { tenantId } = who;
  const UNSTORED = { status: "sent", lastError: "voice-agent.unavailable" } as const;
  const { id } = await answer(UNSTORED);
  await write();
  await answer({ ...UNSTORED, inReplyTo: null, storedAtVoiceAgentAt: new Date() });
  const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
  await answer({ ...UNSTORED, inReplyTo: null, occurredAt: longAgo });
  const kind = "replies.unstored";
  const tx = needs.db;
  await raiseAlert({ tx, boss: needs.boss }, { tenantId, kind, subject: channel.id });
  const open = async () =>
    (await listAlerts(needs, { tenantId, role: "admin" }, {})).alerts
      .filter(({ closed_at }) => closed_at === null)
      .map((alert) => [alert.kind, alert.conversation_id]);
  await closeSettledAlerts(needs);
  expect(await open()).toEqual([[kind, conversation.id]]);
  const { causes, messages: listed } = await listAttention(needs, { tenantId });
  const status = "sent";
  expect(causes).toEqual([{ kind: "message", status, code: UNSTORED.lastError, count: 1 }]);
  expect(listed).toMatchObject([{ id, status, error: UNSTORED.lastError }]);
  expect(await tryAgain(needs, who, [{ kind: "message", id }])).toEqual([
    { id, outcome: "replayed" },
  ]);
  expect((await listAttention(needs, { tenantId })).messages).toEqual([]);
  expect(await open()).toEqual([]);
});

test("the channel's alerts close when nothing of their kind is left", async () => {
  const { tenantId } = who;
  const held = await answer({ status: "held" });
  const failed = await ours({ status: "failed" });
  for (const kind of ["replies.held", "replies.failed"] as const) {
    await raiseAlert({ tx: needs.db, boss: needs.boss }, { tenantId, kind, subject: channel.id });
  }
  const open = async () =>
    (await listAlerts(needs, { tenantId, role: "admin" }, {})).alerts
      .filter(({ closed_at }) => closed_at === null)
      .map(({ kind }) => kind);
  await decide(held.id, "check");
  expect(await open()).toEqual(["replies.failed"]);
  await replayMessage(needs, who, failed.id);
  expect(await open()).toEqual([]);
});

test("they also close by themselves once nothing waits, and stay open while something does", async () => {
  const { tenantId } = who;
  const tx = needs.db;
  const gone = await seedChannel(tx, tenantId);
  const held = await answer({ status: "held" });
  await seedEvent(tx, channel, "1", DEAD);
  const kinds = ["replies.held", "replies.failed", "events.dead"] as const;
  for (const kind of kinds) {
    await raiseAlert({ tx, boss: needs.boss }, { tenantId, kind, subject: channel.id });
  }
  const onGone = { tenantId, kind: "events.dead", subject: gone.id } as const;
  await raiseAlert({ tx, boss: needs.boss }, onGone);
  await tx.delete(crmChannels).where(eq(crmChannels.id, gone.id));
  const open = async () =>
    (await listAlerts(needs, { tenantId, role: "admin" }, {})).alerts
      .filter(({ closed_at }) => closed_at === null)
      .map(({ kind }) => kind)
      .sort();
  await closeSettledAlerts(needs);
  expect(await open()).toEqual(["events.dead", "replies.held"]);
  await tx.update(messages).set({ status: "sent" }).where(eq(messages.id, held.id));
  await closeSettledAlerts(needs);
  expect(await open()).toEqual(["events.dead"]);
});
