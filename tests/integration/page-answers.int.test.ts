import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findServingChannel } from "#db/queries/channels.ts";
import { findConversationById } from "#db/queries/conversations.ts";
import { findByExternalId } from "#db/queries/messages.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { recordPageAnswer } from "#lib/conversations/record-page-answer.ts";
import { handBack, takeOver } from "#lib/conversations/take-over.ts";
import { concludeSent } from "#lib/replies/conclude.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { seedConversation, seedMessage } from "#tests/support/seed.ts";
import { until } from "#tests/support/until.ts";

const PAGE = "104829375610284";
const INSTAGRAM = "17841405309211844";
const INBOX_APP = 263902037430900;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: PAGE });
  await registerChannel(needs, viewer, { platform: "instagram", page_id: PAGE });
  await product.control.set({ agent_latency_ms: 0 });
});
afterAll(() => product.stop());

const somebody = () => product.control.somebody(PAGE);

async function deliver(events: Record<string, unknown>[]): Promise<void> {
  const entry = [{ id: PAGE, time: Date.now(), messaging: events }];
  await product.control.deliver({ body: { object: "page", entry } });
  await until("nothing waits", async () => {
    const rows = await product.sql`
      select 1 from webhook_events where status in ('received', 'failed')`;
    return rows.length === 0;
  });
}

const says = (person: string, text: string, timestamp: number) => ({
  sender: { id: person },
  recipient: { id: PAGE },
  timestamp,
  message: { mid: `m_${person}_${text}`, text },
});
const pageSays = (person: string, text: string, timestamp: number) => ({
  sender: { id: PAGE },
  recipient: { id: person },
  timestamp,
  message: { mid: `e_${person}_${text}`, is_echo: true, app_id: INBOX_APP, text },
});
const hands = (person: string, to: unknown) => ({
  sender: { id: person },
  recipient: { id: PAGE },
  timestamp: Date.now(),
  pass_thread_control: { new_owner_app_id: to },
});

async function conversationOf(person: string) {
  const [row] = await product.sql<{ id: string; paused_by: string | null }[]>`
    select id, ai_paused_by as paused_by from conversations where external_user_id = ${person}`;
  if (row === undefined) throw new Error("There is no conversation");
  return row;
}

async function isAtRest(conversationId: string): Promise<boolean> {
  const jobs = await product.sql`select 1 from pgboss.job where name = 'answer-conversation'
    and singleton_key = ${conversationId} and state < 'completed'`;
  return jobs.length === 0;
}

function ofAgent(person: string) {
  return product.sql<{ status: string }[]>`
    select m.status from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.handled_by = 'ai_agent'`;
}

test("a greeting that the page sends by itself keeps nobody from an answer", async () => {
  const person = await somebody();
  const at = Date.now();
  await deliver([says(person, "hi", at), pageSays(person, "Welcome", at + 900)]);
  await until("the agent has answered", async () => {
    const [answer] = await ofAgent(person);
    return answer?.status === "sent";
  });
  expect(await conversationOf(person)).toMatchObject({ paused_by: null });
});

test("nor does one that Meta tells of only after the customer's next message", async () => {
  const person = await somebody();
  const at = Date.now() - 60_000;
  await deliver([says(person, "hi", at), says(person, "open today?", at + 20_000)]);
  await deliver([pageSays(person, "Welcome", at + 500)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: null });
});

test("a person who answers right after the agent silences it, however close the customer's word is", async () => {
  const person = await somebody();
  await deliver([says(person, "hi", Date.now())]);
  await until("the agent has answered", async () => (await ofAgent(person))[0]?.status === "sent");
  const { id, paused_by } = await conversationOf(person);
  expect(paused_by).toBeNull();
  const at = Date.now();
  await product.sql`update messages set occurred_at = ${new Date(at - 500)}
    where conversation_id = ${id} and direction = 'inbound'`;
  await deliver([pageSays(person, "I am here", at), says(person, "Good", at + 100)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: "page_inbox" });
  await until("nobody works on it", () => isAtRest(id));
  expect(await ofAgent(person)).toHaveLength(1);
});

test.each(["being written", "queued"] as const)(
  "an answer that is %s does not go out once a person has answered",
  async (state) => {
    onTestFinished(async () => {
      await product.control.set({ agent_latency_ms: 0 });
      await product.sql`update tenants set sending_paused_at = null`;
    });
    await product.control.set({ agent_latency_ms: 1_500 });
    const person = await somebody();
    const at = Date.now() - 1_200;
    await deliver([says(person, "hi", at)]);
    await until("it is being written", async () => {
      const calls = await product.control.log("?server=voice-agent&path=messages/conversation");
      return calls.some((call) => JSON.stringify(call).includes(person));
    });
    if (state === "queued") {
      await product.sql`update tenants set sending_paused_at = now()`;
      await until("it is queued", async () => (await ofAgent(person))[0]?.status === "queued");
    }
    await deliver([pageSays(person, "I am here", at + 1_100)]);
    expect(await conversationOf(person)).toMatchObject({ paused_by: "page_inbox" });
    await product.sql`update tenants set sending_paused_at = null`;
    const { id } = await conversationOf(person);
    await until("nobody works on it", () => isAtRest(id));
    expect(await ofAgent(person)).toEqual([]);
  },
);

test("another app is no greeting of Meta's, however fast it answers", async () => {
  const person = await somebody();
  const at = Date.now() - 60_000;
  const said = pageSays(person, "Beep", at + 500);
  await deliver([says(person, "hi", at)]);
  await deliver([{ ...said, message: { ...said.message, app_id: 4711 } }]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: "page_inbox" });
});

test.each([
  ["of a time that cannot be true counts as just now", 1_457_764_197_627, "page_inbox"],
  ["from before an outage tells nothing of now", Date.now() - 3_600_000, null],
])("an answer %s", async (_what, timestamp, paused_by) => {
  const person = await somebody();
  await deliver([says(person, "hi", timestamp - 10_000)]);
  await deliver([pageSays(person, "I am here", timestamp)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by });
});

test("who goes on after us is no greeting, though the customer's words are gone", async () => {
  const { needs } = product;
  const channel = await findServingChannel(needs.db, PAGE);
  if (channel === null) throw new Error("There is no channel");
  const conversation = await seedConversation(needs.db, channel, {});
  const at = new Date(Date.now() - 60_000);
  await seedMessage(needs.db, conversation, {
    direction: "outbound",
    handledBy: "ai_agent",
    status: "sent",
    claimedAt: at,
    occurredAt: at,
    storedAtVoiceAgentAt: at,
  });
  const person = conversation.externalUserId;
  await deliver([pageSays(person, "One more thing", at.getTime() + 30_000)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: "page_inbox" });
});

test("an answer that is told of late does not undo that the agent was given the word", async () => {
  const person = await somebody();
  const at = Date.now() - 60_000;
  await deliver([says(person, "hi", at)]);
  const { id } = await conversationOf(person);
  await takeOver(product.needs, product.viewer, id);
  await handBack(product.needs, product.viewer, id);
  await deliver([pageSays(person, "before", at + 20_000)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: null });
  await deliver([pageSays(person, "after", Date.now() + 5_000)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: "page_inbox" });
});

test.each([
  { status: "queued", claimedAt: null },
  { status: "sending", claimedAt: new Date() },
] as const)(
  "what was said at Meta is stored while one before it that is $status waits",
  async (state) => {
    const person = await somebody();
    const at = Date.now() - 60_000;
    await deliver([says(person, "hi", at)]);
    const conversation = await findConversationById(
      product.needs.db,
      (await conversationOf(person)).id,
    );
    if (conversation === null) throw new Error("There is no conversation");
    const { id } = await seedMessage(product.needs.db, conversation, {
      direction: "outbound",
      handledBy: "human_agent",
      retryAt: new Date(Date.now() + 3_600_000),
      occurredAt: new Date(at + 10_000),
      ...state,
    });
    await deliver([
      pageSays(person, "By hand", at + 20_000),
      says(person, "Thank you", Date.now()),
    ]);
    const { messages } = await product.control.voiceAgent();
    const told = messages.flatMap((message) =>
      message.external_user_id === person && message.handled_by !== "ai_agent"
        ? message.message_text
        : [],
    );
    expect(told).toEqual(["hi", "By hand", "Thank you"]);
    await product.sql`delete from messages where id = ${id}`;
  },
);

test("an answer that dm-voice-agent has from before a restore is not stored again", async () => {
  const person = await somebody();
  const said = pageSays(person, "From an earlier life", Date.now() - 20_000);
  await deliver([says(person, "hi", Date.now() - 60_000)]);
  const channel = await findServingChannel(product.needs.db, PAGE);
  const channelId = channel?.channelId ?? "";
  await product.needs.voiceAgent.storeMessage(
    {
      channelId,
      conversationId: conversationIdOf(channelId, person),
      externalUserId: person,
      direction: "outbound",
      text: said.message.text,
      externalMessageId: said.message.mid,
      handledBy: "ai_agent",
      metadata: { agent_id: "agent-shop", model: "m" },
    },
    said.message.mid,
  );
  await deliver([said]);
  await until("it counts as stored", async () => {
    const rows = await product.sql`select 1 from messages
      where external_message_id = ${said.message.mid} and stored_at_voice_agent_at is not null`;
    return rows.length === 1;
  });
  const { messages } = await product.control.voiceAgent();
  const copies = messages.filter(({ external_msg_id }) => external_msg_id === said.message.mid);
  expect(copies).toHaveLength(1);
});

test("a teammate who takes over from another app keeps the conversation when that gives it back", async () => {
  const person = await somebody();
  await deliver([says(person, "hi", Date.now()), hands(person, 222)]);
  const { id, paused_by } = await conversationOf(person);
  expect(paused_by).toBe("thread_control");
  await takeOver(product.needs, product.viewer, id);
  await deliver([hands(person, product.needs.settings.FACEBOOK_APP_ID)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: "teammate" });
});

test("a conversation that no app owns any more is the agent's again", async () => {
  const person = await somebody();
  await deliver([says(person, "hi", Date.now()), hands(person, 222)]);
  await deliver([hands(person, null)]);
  expect(await conversationOf(person)).toMatchObject({ paused_by: null });
});

test("our own message that was taken for somebody else's is ours again, once everywhere", async () => {
  const { needs } = product;
  const channel = await findServingChannel(needs.db, INSTAGRAM);
  if (channel?.channelId == null) throw new Error("There is no channel");
  const conversation = await seedConversation(needs.db, channel, { lastInboundAt: new Date() });
  await seedMessage(needs.db, conversation, { occurredAt: new Date(Date.now() - 20_000) });
  const ours = await seedMessage(needs.db, conversation, {
    direction: "outbound",
    handledBy: "ai_agent",
    status: "held",
    text: "as we wrote it",
    occurredAt: new Date(),
  });
  await recordPageAnswer(needs, {
    channel: { ...channel, channelId: channel.channelId },
    externalUserId: conversation.externalUserId,
    externalMessageId: "m_mistaken",
    origin: "page_inbox",
    text: "as Meta shows it",
    attachments: [],
    metadata: {},
    targetExternalId: null,
    occurredAt: new Date(),
    silencesAt: new Date(),
    mayBeAutomatic: true,
  });
  const stored = () =>
    product.control
      .voiceAgent()
      .then(({ messages }) =>
        messages.filter(({ external_msg_id }) => external_msg_id === "m_mistaken"),
      );
  await until("it is stored as the page's", async () => {
    const mistaken = await findByExternalId(needs.db, channel.id, "m_mistaken");
    return mistaken?.storedAtVoiceAgentAt != null;
  });
  const paused = await findConversationById(needs.db, conversation.id);
  expect(paused?.aiPausedBy).toBe("page_inbox");

  const turn = {
    conversation,
    channel: { ...channel, channelId: channel.channelId },
    quietForMs: 0,
  };
  await concludeSent(ours, "m_mistaken", turn, needs);
  const known = await findByExternalId(needs.db, channel.id, "m_mistaken");
  expect(known).toMatchObject({ id: ours.id, status: "sent", origin: null });
  expect(known?.storedAtVoiceAgentAt).not.toBeNull();
  const resumed = await findConversationById(needs.db, conversation.id);
  expect(resumed?.aiPausedBy).toBeNull();
  expect(await stored()).toHaveLength(1);
});
