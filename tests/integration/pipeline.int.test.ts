import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listChannels } from "#lib/channels/list-channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { listConversations } from "#lib/conversations/list-conversations.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await registerChannel(needs, viewer, { platform: "instagram", page_id: SHOES });
});
afterAll(() => product.stop());

/** People that the sandbox knows, with their scoped ids in the account. */
async function guests(accountId: string, count: number): Promise<string[]> {
  const response = await fetch(
    `${product.sandbox}/control/guests?account_id=${accountId}&count=${count}`,
  );
  const rows = (await response.json()) as { person_id: string }[];
  return rows.map(({ person_id }) => person_id);
}

let mids = 0;
function message(accountId: string, personId: string, text: string, timestamp = Date.now()) {
  mids += 1;
  return {
    sender: { id: personId },
    recipient: { id: accountId },
    timestamp,
    message: { mid: `m_test_${mids}`, text },
  };
}

function delivery(accountId: string, messaging: unknown[]) {
  const object = accountId === SHOES_INSTAGRAM ? "instagram" : "page";
  return { object, entry: [{ id: accountId, time: Date.now(), messaging }] };
}

/** What dm-voice-agent has of a person, oldest first. */
async function storedOf(personId: string) {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(({ external_user_id }) => external_user_id === personId);
}

async function answersTo(personId: string) {
  const stored = await storedOf(personId);
  return stored.filter(({ direction }) => direction === "outbound");
}

async function statuses(): Promise<Record<string, number>> {
  const rows = await product.sql<{ status: string; count: number }[]>`
    select status, count(*)::int as count from webhook_events group by status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** Waits until every answer that was due is sent and stored. */
function quiet(): Promise<unknown> {
  return until("nothing is due", async () => {
    const rows = await product.sql`
      select 1 from conversations where reply_due_for is not null
      union all select 1 from webhook_events where status in ('received', 'failed')
      union all select 1 from messages where status in ('queued', 'sending')
      union all select 1 from messages
        where status = 'sent' and stored_at_voice_agent_at is null and last_error is null`;
    return rows.length === 0;
  });
}

/** Calls of the Send API that carried a message, in order. */
async function sends() {
  const log = await product.control.log("?server=graph&path=messages");
  return log.filter(
    ({ method, request }) => method === "POST" && JSON.stringify(request).includes('"message"'),
  );
}

describe.each([
  ["Messenger", SHOES],
  ["Instagram", SHOES_INSTAGRAM],
])("a customer's text on %s", (_name, accountId) => {
  test("is stored, answered once, and both are in the inbox; echoes and copies change nothing", async () => {
    const [person = ""] = await guests(accountId, 1);
    const body = delivery(accountId, [message(accountId, person, "What are your opening hours?")]);
    const acks = await product.control.deliver({ body, repeat: 5, concurrency: 5 });
    expect(acks.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);

    await until("the answer is stored", async () => (await answersTo(person)).length > 0);
    const echo = await until("the echo came", async () => {
      const rows = await product.sql`
        select status, payload from webhook_events
        where event_type = 'message_echo' and page_id = ${accountId}`;
      return rows.length > 0 && rows;
    });
    expect(echo).toHaveLength(1);
    await product.control.deliver({ body, repeat: 2 });

    const stored = await storedOf(person);
    expect(stored.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
    expect(stored[1]?.message_text).toMatch(/10:00/);

    const { conversations } = await listConversations(product.needs, product.viewer);
    const mine = conversations.find(({ external_user_id }) => external_user_id === person);
    const page = await listMessages(product.needs, product.viewer, {
      conversation_id: mine?.id ?? "",
    });
    expect(page?.messages.map(({ status, handled_by }) => [status, handled_by])).toEqual([
      ["sent", "ai_agent"],
      ["received", "facebook_webhook"],
    ]);
  });
});

test.each([
  ["no timestamp", 92, { message: { mid: "m_timeless", text: "Hi" } }],
  ["a number for its id", 93, { timestamp: Date.now(), message: { mid: 77_123, text: "Hi" } }],
  ["no id", 94, { timestamp: Date.now(), message: { text: "Hi" } }],
])("a message with %s is stored like any other", async (_name, guest, event) => {
  const [person = ""] = (await guests(SHOES, guest + 1)).slice(guest);
  const whole = { sender: { id: person }, recipient: { id: SHOES }, ...event };
  const body = {
    object: "page",
    entry: [{ id: SHOES, time: 1_790_000_000_000, messaging: [whole] }],
  };
  await product.control.deliver({ body, repeat: 2 });
  await until("it is stored", async () => (await storedOf(person)).length > 0);
  const { conversations } = await listConversations(product.needs, product.viewer, { limit: 100 });
  const mine = conversations.find(({ external_user_id }) => external_user_id === person);
  expect(mine?.last_message_text).toBe("Hi");
  const inbound = (await storedOf(person)).filter(({ direction }) => direction === "inbound");
  expect(inbound).toHaveLength(1);
});

test("a delivery of 1,000 events in 40 conversations is kept once and handled in order", async () => {
  await product.control.set({ agent_latency_ms: 0 });
  const people = (await guests(SHOES, 60)).slice(20);
  expect(people).toHaveLength(40);
  const begin = Date.now() - 60_000;
  const events = Array.from({ length: 1_000 }, (_, at) =>
    message(SHOES, people[at % 40] ?? "", `number ${Math.floor(at / 40)}`, begin + at),
  );
  const body = delivery(SHOES, events);
  const acks = await product.control.deliver({ body, repeat: 1 });
  const copies = await product.control.deliver({ body, repeat: 5, concurrency: 3 });
  expect([...acks, ...copies].map(({ status }) => status)).toEqual(Array(6).fill(200));

  const [row] = await product.sql<{ count: number }[]>`
    select count(*)::int as count from webhook_events where payload #>> '{message,text}' like 'number %'
      and event_type = 'message'`;
  expect(row?.count).toBe(1_000);

  await until(
    "all are processed",
    async () => {
      const now = await statuses();
      return (now.received ?? 0) + (now.failed ?? 0) === 0;
    },
    120_000,
  );
  const [processed] = await product.sql<{ count: number }[]>`
    select count(*)::int as count from webhook_events where status = 'processed'
      and payload #>> '{message,text}' like 'number %' and event_type = 'message'`;
  expect(processed?.count).toBe(1_000);
  expect((await statuses()).dead).toBeUndefined();

  const { messages } = await product.control.voiceAgent();
  for (const person of people) {
    const texts = messages
      .filter(
        ({ external_user_id, direction }) => external_user_id === person && direction === "inbound",
      )
      .map(({ message_text }) => message_text);
    expect(texts).toEqual(Array.from({ length: 25 }, (_, at) => `number ${at}`));
  }
}, 180_000);

describe("when something fails", () => {
  beforeEach(quiet);

  test("later messages of the conversation wait for the earlier one, others do not", async () => {
    const [one = "", other = ""] = (await guests(SHOES, 72)).slice(70);
    await product.control.fault({
      server: "voice-agent",
      path: "internal/messages",
      kind: "status",
      status: 503,
      count: 2,
    });
    await product.control.deliver({ body: delivery(SHOES, [message(SHOES, one, "first")]) });
    await until("the second try failed", async () => {
      const rows = await product.sql`
        select 1 from webhook_events where status = 'failed' and attempts >= 1`;
      return rows.length === 1;
    });
    await product.control.deliver({
      body: delivery(SHOES, [message(SHOES, one, "second"), message(SHOES, other, "hello")]),
    });

    await until("the other one is answered", async () => (await answersTo(other)).length === 1);
    await until("both are stored", async () => {
      const inbound = (await storedOf(one)).filter(({ direction }) => direction === "inbound");
      return inbound.length === 2;
    });
    const inbound = (await storedOf(one)).filter(({ direction }) => direction === "inbound");
    expect(inbound.map(({ message_text }) => message_text)).toEqual(["first", "second"]);
  });

  test("an answer that Meta certainly refused for now is sent later, once", async () => {
    const [person = ""] = (await guests(SHOES, 83)).slice(82);
    await product.control.fault({
      server: "graph",
      method: "POST",
      path: "me/messages",
      kind: "graph-error",
      status: 400,
      code: 613,
      headers: { "retry-after": "1" },
      count: 2,
    });
    await product.control.deliver({ body: delivery(SHOES, [message(SHOES, person, "Hi")]) });
    await until("it is sent", async () => (await answersTo(person)).length === 1);
    expect(await answersTo(person)).toHaveLength(1);
  });
});

test("a dead token asks for a reconnect, and the answer goes out after it", async () => {
  await quiet();
  const { needs, viewer, control } = product;
  const [person = ""] = (await guests(SHOES, 86)).slice(85);
  const statusOf = async () => {
    const channels = await listChannels(needs, viewer);
    return channels.find(({ platform_page_id }) => platform_page_id === SHOES)?.status;
  };
  await fetch(`${product.sandbox}/control/tokens/revoke`, {
    method: "POST",
    body: JSON.stringify({ page_id: SHOES, subcode: 460 }),
  });
  await control.deliver({ body: delivery(SHOES, [message(SHOES, person, "Hi")]) });
  await until(
    "the channel asks for it",
    async () => (await statusOf()) === "reauthorization_required",
  );
  expect(await answersTo(person)).toEqual([]);

  await connect(product);
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  expect(await statusOf()).toBe("active");
  await product.sql`update conversations set reply_retry_at = now() where reply_due_for is not null`;
  await product.sql`update messages set retry_at = now() where status = 'queued'`;
  await product.sql`
    update pgboss.job set start_after = now() where name = 'answer-conversation' and state = 'created'`;
  await until("the answer goes out", async () => (await answersTo(person)).length === 1);
});

test("the agent stays silent where none is assigned", async () => {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, {
    platform: "facebook",
    page_id: "113520984417735",
  });
  const id = "channel" in result ? result.channel.id : "";
  await product.sql`delete from agent_assignments where channel_id = ${id}`;
  const [person = ""] = await guests("113520984417735", 1);
  const before = (await sends()).length;
  await product.control.deliver({
    body: delivery("113520984417735", [message("113520984417735", person, "Hello?")]),
  });
  await until("it is stored", async () => (await storedOf(person)).length === 1);
  await quiet();
  expect((await sends()).length).toBe(before);
});
