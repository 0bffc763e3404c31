import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { closeReply, findDueReply } from "#db/queries/conversations.ts";
import { findMessageById } from "#db/queries/messages.ts";
import { findAnswerInFlight, insertReply } from "#db/queries/outbox.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { answerConversation } from "#lib/jobs/answer-conversation.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { concludeUnsent } from "#lib/replies/conclude.ts";
import type { Services } from "#lib/services.ts";
import type { MessageToStore } from "#lib/voice-agent/client.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";

let product: Product;
let needs: Services;
/** Outbound texts that dm-voice-agent refuses to store, however often it is asked. */
const refused = new Set<string>();
let agentSays: string | null = null;

beforeAll(async () => {
  product = await startProduct({ works: false });
  needs = { ...product.needs, voiceAgent: stubborn(product.needs.voiceAgent) };
  await product.control.set({ agent_latency_ms: 0 });
  await connect(product);
  await registerChannel(needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await startWorkers(needs);
});
afterAll(() => product.stop());
beforeEach(async () => {
  await product.control.clearFaults();
  refused.clear();
  agentSays = null;
});

function stubborn(real: Services["voiceAgent"]): Services["voiceAgent"] {
  return {
    ...real,
    async storeMessage(message: MessageToStore, key: string) {
      if (refused.has(message.text ?? "")) {
        throw new VoiceAgentError("v1/internal/messages", "refused", { status: 422 });
      }
      return real.storeMessage(message, key);
    },
    async generate(agentId, turn) {
      const generated = await real.generate(agentId, turn);
      return agentSays === null ? generated : { ...generated, text: agentSays };
    },
  };
}

const somebody = () => product.control.somebody(SHOES);

let mids = 0;
function write(person: string, text: string, mid = `m_answers_${++mids}`) {
  const event = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now(),
    message: { mid, text },
  };
  const body = { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] };
  return product.control.deliver({ body });
}

function outbound(person: string) {
  return product.sql<{ status: string; error: string | null; stored: boolean; question: string }[]>`
    select m.status, m.last_error as error, m.stored_at_voice_agent_at is not null as stored,
      m.in_reply_to as question
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound' order by m.created_at`;
}

/** Everything that the person wrote is dealt with, and no answer is due. */
function settled(person: string) {
  return until("no answer is due", async () => {
    const rows = await product.sql`
      select 1 from conversations where external_user_id = ${person} and reply_due_for is null
      and not exists (select 1 from webhook_events
        where sender_id = ${person} and status in ('received', 'failed'))
      and not exists (select 1 from messages m where m.conversation_id = conversations.id
        and (m.status in ('queued', 'sending') or (m.status = 'sent'
          and m.stored_at_voice_agent_at is null and m.last_error is null)))`;
    return rows.length === 1;
  });
}

test("an answer that dm-voice-agent refuses to store does not silence the conversation", async () => {
  const person = await somebody();
  agentSays = "Unstorable";
  refused.add("Unstorable");
  await write(person, "Hi");
  await settled(person);
  agentSays = null;
  await write(person, "Are you there?");
  await settled(person);
  expect(await outbound(person)).toMatchObject([
    { status: "sent", stored: false, error: "voice-agent.refused" },
    { status: "sent", stored: true },
  ]);
  const alerts = await product.sql`select code from alerts
    where kind = 'replies.unstored' and closed_at is null`;
  expect(alerts).toEqual([{ code: "voice-agent.refused" }]);
});

test("a history that dm-voice-agent does not know is an empty one", async () => {
  const person = await somebody();
  const all = { server: "voice-agent", kind: "status" };
  await product.control.fault({ ...all, path: "messages/conversation", status: 404 });
  const body = JSON.stringify({ message_text: "Hello" });
  await product.control.fault({ ...all, path: "generate", status: 200, body });
  await write(person, "Hi");
  await settled(person);
  expect(await outbound(person)).toMatchObject([{ status: "sent", stored: true }]);
});

test("who writes again is answered at once, however long the last answer was put off", async () => {
  const person = await somebody();
  const is = (condition: string) => () =>
    needs.pool
      .query(`select 1 from conversations where external_user_id = $1 and ${condition}`, [person])
      .then(({ rows }) => rows.length === 1);
  await product.control.fault({
    server: "voice-agent",
    path: "generate",
    kind: "status",
    status: 503,
    retry_after: 60,
  });
  await write(person, "Hi");
  await until("it waits for long", is("reply_retry_at > now() + interval '20 seconds'"));
  await product.control.clearFaults();

  await write(person, "Are you open on Sunday?");
  await until("it is answered", async () => (await outbound(person)).length === 1, 8_000);
});

test("a token that dm-voice-agent refuses for storing alone is told, and the message waits", async () => {
  await until("no answer waits to be stored", async () => {
    const rows = await product.sql`select 1 from messages where direction = 'outbound'
      and (status in ('queued', 'sending') or stored_at_voice_agent_at is null and last_error is null)`;
    return rows.length === 0;
  });
  const person = await somebody();
  await product.control.fault({
    server: "voice-agent",
    path: "v1/internal/messages",
    kind: "status",
    status: 401,
  });
  await write(person, "Hi");
  const event = await until("the first try failed", async () => {
    const [row] = await product.sql`select attempts, last_error from webhook_events
      where sender_id = ${person} and status = 'failed'`;
    return row;
  });
  expect(event).toEqual({ attempts: 0, last_error: "voice-agent.unauthorized" });
  const alerts = await product.sql`select subject from alerts
    where kind = 'upstream.unauthorized' and closed_at is null`;
  expect(alerts).toEqual([{ subject: "voice-agent" }]);
});

test("an answer that is not stored yet delays its own conversation only", async () => {
  const [one, other] = [await somebody(), await somebody()];
  for (const person of [one, other]) {
    await write(person, "Hi");
    await settled(person);
  }
  await product.sql`
    update messages m set stored_at_voice_agent_at = null from conversations c
    where c.id = m.conversation_id and c.external_user_id = ${one} and m.direction = 'outbound'`;
  const rows = await product.sql<{ id: string; person: string }[]>`
    select id, external_user_id as person from conversations
    where external_user_id in (${one}, ${other})`;
  const idOf = (whose: string) => rows.find(({ person }) => person === whose)?.id ?? "";
  expect(await findAnswerInFlight(needs.db, idOf(one))).toMatchObject({
    step: "unstored",
    waitMs: 0,
  });
  expect(await findAnswerInFlight(needs.db, idOf(other))).toBe(null);
});

test("what a slow worker saw does not undo what another one has done since", async () => {
  const person = await somebody();
  await write(person, "Hi");
  await settled(person);
  const [row] = await product.sql<{ id: string }[]>`
    select m.id from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound'`;
  const reply = await findMessageById(needs.db, row?.id ?? "");
  const due = reply && (await findDueReply(needs.db, reply.conversationId));
  const channel = reply && (await findChannelById(needs.db, reply.crmChannelId));
  if (!due || !channel?.channelId) throw new Error("There is no answer");

  const turn = {
    conversation: due.conversation,
    channel: { ...channel, channelId: channel.channelId },
    quietForMs: 0,
  };
  const held = { status: "held", code: "replies.unproven" } as const;
  await concludeUnsent({ ...reply, status: "sending" }, held, turn, needs);
  expect(await outbound(person)).toMatchObject([{ status: "sent", stored: true, error: null }]);
});

test("who owns the job too does not take back the answer that the other one just wrote", async () => {
  const person = await somebody();
  const refusal = { server: "voice-agent", path: "generate", kind: "status", status: 503 } as const;
  await product.control.fault(refusal);
  await write(person, "Hi");
  const [question] = await until("the first try failed", async () => {
    const rows = await product.sql<{ id: string; message: string; channel: string }[]>`
      update conversations set reply_retry_at = now() + interval '1 hour'
      where external_user_id = ${person} and reply_attempts = 1
      returning id, reply_due_for as message, crm_channel_id as channel`;
    return rows.length === 1 && rows;
  });
  if (question === undefined) throw new Error("There is no question");
  await product.sql`update conversations set reply_retry_at = null where id = ${question.id}`;

  const channel = await findChannelById(needs.db, question.channel);
  const job = { id: uuidv7(), retryCount: 0, data: { conversationId: question.id } };
  let second: Promise<unknown> = Promise.resolve();
  await needs.db.transaction(async (tx) => {
    await tx.execute(sql`lock table messages in access exclusive mode`);
    second = answerConversation({ ...job, signal: new AbortController().signal }, needs).catch(
      (error: unknown) => error,
    );
    await until("the second owner waits for the messages", async () => {
      const { rows } = await tx.execute(sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
      return rows.length > 0;
    });
    expect(await closeReply(tx, question.id, question.message)).toBe(true);
    await insertReply(tx, {
      tenantId: product.viewer.tenantId,
      crmChannelId: question.channel,
      conversationId: question.id,
      inReplyTo: question.message,
      agentId: channel?.agentId ?? null,
      model: "mini",
      status: "queued",
      parts: [{ text: "From the first owner", content: null, attachments: [] }],
    });
  });
  expect(await second).toMatchObject({ code: "queue.taken-over" });
  expect(await outbound(person)).toMatchObject([{ status: "sent", stored: true, error: null }]);
});

test("a message with an endless id does not hold up the conversation", async () => {
  const person = await somebody();
  const id = Array.from({ length: 10_000 }, () => Math.floor(Math.random() * 36).toString(36));
  await write(person, "Hi", `m_${id.join("")}`);
  await until("it is answered", async () => (await outbound(person)).length === 1, 8_000);
});

test("a token that cannot be opened asks for a reconnect instead of waiting unseen", async () => {
  const person = await somebody();
  const [channel] = await product.sql<{ id: string; page_access_token: string }[]>`
    select id, page_access_token from crm_channels where platform_page_id = ${SHOES}`;
  await product.sql`update crm_channels set page_access_token = 'gone' where id = ${channel?.id ?? ""}`;
  await write(person, "Hi");
  await until(
    "the channel asks for it",
    async () => {
      const rows = await product.sql`
      select 1 from crm_channels where platform_page_id = ${SHOES}
      and status = 'reauthorization_required' and last_error = 'crypto.token-unreadable'`;
      return rows.length === 1;
    },
    8_000,
  );
  expect(await outbound(person)).toMatchObject([{ status: "queued" }]);

  await registerChannel(needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await write(person, "Still there?");
  await settled(person);
  expect((await outbound(person)).map(({ status }) => status)).toEqual(["sent"]);
});
