import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { getConversation } from "#lib/conversations/get-conversation.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";
const HOUR_MS = 60 * 60_000;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await registerChannel(needs, viewer, { platform: "instagram", page_id: SHOES });
});
afterAll(() => product.stop());
beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.set({ agent_latency_ms: 0 });
  await letAgentAnswer(false);
});

const letAgentAnswer = (may: boolean) => product.sql`update crm_channels set ai_enabled = ${may}`;

let guests = 500;
async function guest(account = SHOES): Promise<string> {
  guests += 1;
  const response = await fetch(
    `${product.sandbox}/control/guests?account_id=${account}&count=${guests}`,
  );
  const rows = z.array(z.looseObject({ person_id: z.string() })).parse(await response.json());
  return rows.at(-1)?.person_id ?? "";
}

async function conversationOf(person: string) {
  const [row] = await product.sql<{ id: string }[]>`
    select id from conversations where external_user_id = ${person}`;
  return row?.id;
}

/** A customer who wrote that long ago. */
async function customer({ ageMs = 0, account = SHOES } = {}) {
  const person = await guest(account);
  await says(person, "Hello?", { ageMs, account });
  const id = await until("the conversation is there", async () => {
    const [row] = await product.sql<{ id: string }[]>`
      select c.id from conversations c join messages m on m.conversation_id = c.id
      where c.external_user_id = ${person} and m.stored_at_voice_agent_at is not null`;
    return row?.id;
  });
  return { person, id };
}

let mids = 0;
function says(person: string, text: string, { ageMs = 0, account = SHOES } = {}) {
  const event = {
    sender: { id: person },
    recipient: { id: account },
    timestamp: Date.now() - ageMs,
    message: { mid: `m_teammate_${++mids}`, text },
  };
  const object = account === SHOES ? "page" : "instagram";
  const body = { object, entry: [{ id: account, time: Date.now(), messaging: [event] }] };
  return product.control.deliver({ body });
}

function answer(id: string, text: string, client_id: string = randomUUID(), who = product.viewer) {
  const input = { conversation_id: id, ...answerSchema.parse({ text, client_id }) };
  return writeAnswer(product.needs, who, input);
}

const history = async (id: string) =>
  (await listMessages(product.needs, product.viewer, { conversation_id: id }))?.messages ?? [];
const windowOf = async (id: string) =>
  (await getConversation(product.needs, product.viewer, id))?.window.state;

const settled = (id: string, status: string) =>
  until(`the answer is ${status}`, async () => {
    const [newest] = await product.sql<{ status: string; error: string | null; stored: boolean }[]>`
      select status, last_error as error, stored_at_voice_agent_at is not null as stored
      from messages where conversation_id = ${id} and handled_by = 'human_agent'
      order by occurred_at desc limit 1`;
    return newest?.status === status && (status !== "sent" || newest.stored) && newest;
  });

const sendSchema = z.looseObject({
  messaging_type: z.string().optional(),
  tag: z.string().optional(),
  message: z.looseObject({ text: z.string().optional() }).optional(),
});

/** The Send API's calls with this text, as the sandbox heard them. */
async function sends(text: string) {
  const calls = await product.control.log("?server=graph&method=POST&path=me/messages");
  return calls
    .map(({ request }) => sendSchema.safeParse((request as { body?: unknown })?.body ?? request))
    .flatMap(({ data }) => (data?.message?.text === text ? [data] : []));
}

async function storedWith(person: string) {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(({ external_user_id }) => external_user_id === person);
}

describe("a teammate's answer", () => {
  test("goes out once, although it was posted three times at once", async () => {
    const { id, person } = await customer();
    const clientId = randomUUID();
    const text = `Yes, until six. ${id}`;
    const outcomes = await Promise.all([1, 2, 3].map(() => answer(id, ` ${text}\n`, clientId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["known", "known", "written"]);
    await settled(id, "sent");
    expect(await answer(id, text, clientId)).toMatchObject({
      status: "known",
      message: { status: "sent", text },
    });

    expect(await sends(text)).toMatchObject([{ messaging_type: "RESPONSE" }]);
    const [newest] = await history(id);
    expect(newest).toMatchObject({
      direction: "outbound",
      handled_by: "human_agent",
      author: "company",
      client_id: clientId,
      text,
    });
    const [inbound, outbound] = await storedWith(person);
    expect(inbound).toMatchObject({ direction: "inbound" });
    expect(outbound).toMatchObject({
      direction: "outbound",
      handled_by: "human_agent",
      message_text: text,
      metadata_json: { agent_id: null, model: null },
    });
    expect(await getConversation(product.needs, product.viewer, id)).toMatchObject({
      last_message_text: text,
      window: { state: "open" },
    });
  });

  test("keeps the order in which several were written", async () => {
    const { id, person } = await customer();
    const texts = ["One", "Two", "Three"];
    for (const text of texts) await answer(id, text);
    await until("all are stored", async () => (await storedWith(person)).length === 4);
    expect((await storedWith(person)).slice(1).map((stored) => stored.message_text)).toEqual(texts);
  });

  test("is another one when its text is, and then needs another client_id", async () => {
    const { id } = await customer();
    const clientId = randomUUID();
    await answer(id, "Yes", clientId);
    expect(await answer(id, "No", clientId)).toEqual({
      status: "refused",
      code: "client_id_taken",
    });
    expect((await history(id)).map(({ text }) => text)).toEqual(["Yes", "Hello?"]);
  });

  test("after a day goes out under Human Agent", async () => {
    const { id } = await customer({ ageMs: 30 * HOUR_MS });
    expect(await windowOf(id)).toBe("human-only");
    const text = `Sorry for the wait. ${id}`;
    await answer(id, text);
    await settled(id, "sent");
    expect(await sends(text)).toMatchObject([
      { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" },
    ]);
  });

  test("after seven days is refused and leaves nothing behind", async () => {
    const { id } = await customer();
    await product.sql`update conversations set last_inbound_at = now() - interval '7 days 1 second'
      where id = ${id}`;
    expect(await windowOf(id)).toBe("closed");
    const clientId = randomUUID();
    const refused = { status: "refused", code: "outside_window" };
    expect(await answer(id, "Too late", clientId)).toEqual(refused);
    expect((await history(id)).filter(({ text }) => text === "Too late")).toEqual([]);

    await product.sql`update conversations set last_inbound_at = null where id = ${id}`;
    expect(await answer(id, "Too late", clientId)).toEqual(refused);
  });

  test("that is known is still known when the window is over", async () => {
    const { id } = await customer();
    const clientId = randomUUID();
    await answer(id, "In time", clientId);
    await settled(id, "sent");
    await product.sql`
      update conversations set last_inbound_at = now() - interval '8 days' where id = ${id}`;
    expect(await answer(id, "In time", clientId)).toMatchObject({ status: "known" });
  });

  test("that waited past the seventh day is not sent, and says so", async () => {
    const { id } = await customer();
    await product.sql`
      update crm_channels set status = 'reauthorization_required' where platform = 'facebook'`;
    const text = `Waits ${id}`;
    await answer(id, text);
    await until("it waits for the channel", async () => {
      const [newest] = await history(id);
      return newest?.error === "replies.channel-needs-reconnect";
    });
    await product.sql`
      update conversations set last_inbound_at = now() - interval '8 days' where id = ${id}`;
    await product.sql`update crm_channels set status = 'active' where platform = 'facebook'`;
    await product.sql`update messages set retry_at = null where conversation_id = ${id}`;
    const { db: tx, boss } = product.needs;
    await enqueue({ tx, boss }, "answer-conversation", { conversationId: id });
    expect(await settled(id, "failed")).toMatchObject({ error: "replies.outside-window" });
    expect(await sends(text)).toEqual([]);
  });

  test("is for the own company's customers only", async () => {
    const { id } = await customer();
    const stranger = await signUp(product.needs, `Stranger${guests}`);
    const refused = { status: "refused", code: "not_found" };
    expect(await answer(id, "Hi", randomUUID(), stranger)).toEqual(refused);
    expect(await answer(randomUUID(), "Hi")).toEqual(refused);
    expect((await history(id)).map(({ text }) => text)).toEqual(["Hello?"]);
  });

  test("on Instagram may have 1000 bytes, however many letters that is", async () => {
    const { id } = await customer({ account: SHOES_INSTAGRAM });
    expect(await answer(id, `${"ж".repeat(500)} ещё`)).toMatchObject({ status: "written" });
    await settled(id, "sent");
    expect((await history(id)).map(({ text }) => text?.length)).toEqual([3, 500, 6]);
  });

  test("is refused while the channel is disconnected", async () => {
    const { id } = await customer();
    await product.sql`update crm_channels set status = 'disconnected' where platform = 'facebook'`;
    const refused = await answer(id, "Hi");
    await product.sql`update crm_channels set status = 'active' where platform = 'facebook'`;
    expect(refused).toEqual({ status: "refused", code: "channel_disconnected" });
  });
});

describe("the agent is silent once a teammate has answered", () => {
  const agentRows = async (id: string) =>
    (await history(id)).filter(({ handled_by }) => handled_by === "ai_agent");

  test("when it was still writing", async () => {
    await letAgentAnswer(true);
    await product.control.set({ agent_latency_ms: 1_500 });
    const { id, person } = await customer();
    await until("the agent writes", async () => {
      const calls = await product.control.log("?server=voice-agent&path=generate");
      return calls.some(({ request }) => JSON.stringify(request).includes(person));
    });
    await answer(id, "I am a person");
    await settled(id, "sent");
    expect((await getConversation(product.needs, product.viewer, id))?.answering).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await agentRows(id)).toEqual([]);
    expect(await storedWith(person)).toHaveLength(2);
  });

  test("when its answer waits for Meta", async () => {
    await letAgentAnswer(true);
    await product.control.fault({
      server: "graph",
      method: "POST",
      path: "me/messages",
      kind: "graph-error",
      code: 4,
      status: 400,
    });
    const { id, person } = await customer();
    await until("its answer waits", async () => {
      const [row] = await agentRows(id);
      return row?.status === "queued" && row.error !== null;
    });
    await product.control.clearFaults();
    await product.sql`delete from upstream_pauses`;
    await answer(id, "I am a person");
    await settled(id, "sent");
    expect(await agentRows(id)).toMatchObject([{ status: "failed", error: "replies.superseded" }]);
    expect((await storedWith(person)).map(({ message_text }) => message_text)).toEqual([
      "Hello?",
      "I am a person",
    ]);
  });

  test("when its answer was never tried, which leaves no trace", async () => {
    const { id } = await customer();
    const [question] = await history(id);
    await product.sql`
      insert into messages (id, tenant_id, crm_channel_id, conversation_id, direction, handled_by,
        text, status, occurred_at, retry_at, in_reply_to)
      select ${randomUUID()}, tenant_id, crm_channel_id, id, 'outbound', 'ai_agent',
        'Waiting', 'queued', now(), now() + interval '1 hour', ${question?.id ?? ""}
      from conversations where id = ${id}`;
    await answer(id, "I am a person");
    await settled(id, "sent");
    expect((await history(id)).map(({ text }) => text)).toEqual(["I am a person", "Hello?"]);
  });

  test("when dm-voice-agent hears of the question only afterwards", async () => {
    await letAgentAnswer(true);
    await product.control.fault({
      server: "voice-agent",
      path: "internal/messages",
      kind: "status",
      status: 503,
    });
    const person = await guest();
    await says(person, "Hello?");
    const id = await until("the question is shown", () => conversationOf(person));
    await answer(id, "I am a person");
    await until("Meta has the answer", async () => (await sends("I am a person")).length > 0);
    await product.control.clearFaults();
    await until("both are stored", async () => (await storedWith(person)).length === 2);
    await until("the event is done", async () => {
      const rows = await product.sql`
        select 1 from webhook_events where sender_id = ${person} and status = 'processed'
          and event_type = 'message'`;
      return rows.length === 1;
    });
    expect((await getConversation(product.needs, product.viewer, id))?.answering).toBe(false);
    expect(await agentRows(id)).toEqual([]);
  });

  test("when it was in doubt whether its answer was sent, and it was not", async () => {
    await letAgentAnswer(true);
    await product.control.fault({
      server: "graph",
      method: "POST",
      path: "me/messages",
      kind: "reset-before",
    });
    const { id, person } = await customer();
    await until(
      "its answer is in doubt",
      async () => (await agentRows(id))[0]?.status === "sending",
    );
    await product.control.clearFaults();
    await answer(id, "I am a person");
    await settled(id, "sent");
    expect(await agentRows(id)).toMatchObject([{ status: "failed", error: "replies.superseded" }]);
    expect((await storedWith(person)).map(({ message_text }) => message_text)).toEqual([
      "Hello?",
      "I am a person",
    ]);
  });

  test("until the customer writes again", async () => {
    const { id, person } = await customer();
    await answer(id, "I am a person");
    await settled(id, "sent");
    await letAgentAnswer(true);
    await says(person, "And on Sunday?");
    await until("the agent answers", async () => (await agentRows(id))[0]?.status === "sent");
  });
});
