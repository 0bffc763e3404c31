import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const OUTLET = "113520984417735";
const NOBODYS = "990001";

let product: Product;
let rival: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  product = await startProduct();
  const { needs, viewer, control } = product;
  await control.set({ agent_latency_ms: 0 });
  await connect(product);
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  rival = await signUp(needs, "Rival");
  await connect({ needs, viewer: rival });
  await registerChannel(needs, rival, { platform: "facebook", page_id: OUTLET });
});
afterAll(() => product.stop());

const somebody = (page = SHOES) => product.control.somebody(page);

type Sent = {
  page?: string;
  sender: string;
  recipient?: string;
  message: string;
  timestamp?: string;
};

/** Delivers one event, written as text, and waits until it is dealt with; receipts may come in between. */
async function deliver({ page = SHOES, sender, recipient = page, message, ...more }: Sent) {
  const { timestamp = String(Date.now()) } = more;
  const [before] = await product.sql<{ seq: number }[]>`
    select coalesce(max(seq), 0)::int as seq from webhook_events`;
  const event = `{"sender":{"id":"${sender}"},"recipient":{"id":"${recipient}"},"timestamp":${timestamp},"message":${message}}`;
  const body = `{"object":"page","entry":[{"id":"${page}","messaging":[${event}]}]}`;
  const [posted] = await product.control.deliver({ body });
  expect(posted?.status).toBe(200);
  return until("it is dealt with", async () => {
    const [row] = await product.sql<{ status: string; why: string | null; isNow: boolean }[]>`
      select status, last_error as why, occurred_at between received_at - interval '1 minute'
        and received_at + interval '1 minute' as "isNow"
      from webhook_events where seq > ${before?.seq} and page_id = ${page}
        and event_type not in ('delivery', 'read')
        and status in ('processed', 'ignored', 'dead') order by seq limit 1`;
    return row;
  });
}

const told = async (person: string) =>
  (await product.control.voiceAgent()).messages.filter(
    ({ external_user_id }) => external_user_id === person,
  );

describe("PostgreSQL cannot hold it, the agent gets it all the same", () => {
  test.each([
    ["NUL", String.raw`a\u0000b`, "a\ufffdb"],
    ["half an emoji", String.raw`a\ud83db`, "a\ufffdb"],
    ["the halves the wrong way round", String.raw`\ude00\ud83d`, "\ufffd\ufffd"],
  ])("%s in a text", async (_what, written, read) => {
    const person = await somebody();
    const message = `{"mid":"m_${person}","text":"${written}"}`;
    expect(await deliver({ sender: person, message })).toMatchObject({ status: "processed" });
    const messages = await until("it is answered", async () => {
      const all = await told(person);
      return all.length > 1 && all;
    });
    expect(messages.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
    expect(messages[0]?.message_text).toBe(read);
    const [row] = await product.sql<{ raw: Buffer }[]>`
      select raw from webhook_events where sender_id = ${person} and raw is not null`;
    expect(row?.raw.toString()).toContain(message);
  });

  test("NUL in a key and in an attachment's title", async () => {
    const person = await somebody();
    const attachment = String.raw`{"type":"fallback","title":"a\u0000b","a\u0000b":1,"payload":{"url":"https:\/\/x.test"}}`;
    const message = `{"mid":"m_${person}","attachments":[${attachment}]}`;
    expect(await deliver({ sender: person, message })).toMatchObject({ status: "processed" });
    await until("it is told", async () => (await told(person)).length > 0);
  });
});

test.each(['"soon"', '""', "-1", "0", "1e18", "1e400", "null", "{}", "[1]", "true", '"NaN"'])(
  "a message of the time %s counts as written when it came",
  async (timestamp) => {
    const person = await somebody();
    const message = `{"mid":"m_${person}","text":"hi"}`;
    const sent = await deliver({ sender: person, message, timestamp });
    expect(sent).toEqual({ status: "processed", why: null, isNow: true });
  },
);

test.each([
  ["10 kB long", "m".repeat(10_000)],
  ["with quotes in it", String.raw`\"';-- $1 %s \\`],
  ["in another script", "é🙂".repeat(170)],
])("a message whose id is %s is kept once and told once", async (_what, mid) => {
  const person = await somebody();
  const message = `{"mid":"${mid}","text":"hi ${person}"}`;
  expect(await deliver({ sender: person, message })).toMatchObject({ status: "processed" });
  await until("it is told", async () => (await told(person)).length > 1);
  const body = `{"object":"page","entry":[{"id":"${SHOES}","messaging":[{"sender":{"id":"${person}"},"recipient":{"id":"${SHOES}"},"timestamp":1,"message":${message}}]}]}`;
  const again = await product.control.deliver({ body, repeat: 3, concurrency: 3 });
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
  const events =
    await product.sql`select 1 from webhook_events where sender_id = ${person} and event_type = 'message'`;
  expect(events).toHaveLength(1);
  expect((await told(person)).filter(({ direction }) => direction === "inbound")).toHaveLength(1);
});

describe("is kept, and nobody is told", () => {
  const quietly = async (person: string, sent: Sent, why: string) => {
    expect(await deliver(sent)).toMatchObject({ status: "ignored", why });
    const conversations = await product.sql`
      select 1 from conversations where external_user_id = ${person}`;
    expect(conversations).toEqual([]);
    expect(await told(person)).toEqual([]);
  };

  test("a message to a page that nobody connected", async () => {
    const person = await somebody();
    const message = `{"mid":"m_${person}","text":"hi"}`;
    await quietly(person, { page: NOBODYS, sender: person, message }, "unknown_channel");
  });

  test("a message to a page that was disconnected", async () => {
    const person = await somebody(OUTLET);
    await product.sql`update crm_channels set status = 'disconnected' where platform_page_id = ${OUTLET}`;
    const message = `{"mid":"m_${person}","text":"hi"}`;
    await quietly(person, { page: OUTLET, sender: person, message }, "unknown_channel");
    await product.sql`update crm_channels set status = 'active' where platform_page_id = ${OUTLET}`;
  });

  test("what the page says to itself", async () => {
    const message = '{"mid":"m_self","text":"hi"}';
    await quietly(SHOES, { sender: SHOES, message }, "own_message");
  });

  test("what somebody says to themselves", async () => {
    const person = await somebody();
    const message = `{"mid":"m_${person}","text":"hi"}`;
    await quietly(person, { sender: person, recipient: person, message }, "own_message");
  });
});

test.each(['"true"', "1", '"yes"', "{}"])(
  "an echo that is marked by %s is never answered",
  async (mark) => {
    const person = await somebody();
    const message = `{"mid":"e_${person}","text":"hi","is_echo":${mark}}`;
    await deliver({ sender: SHOES, recipient: person, message });
    const messages = await until("it is told", async () => {
      const all = await told(person);
      return all.length > 0 && all;
    });
    expect(messages).toMatchObject([{ direction: "outbound", handled_by: "human_agent" }]);
    const due = await product.sql`
    select 1 from conversations where external_user_id = ${person} and reply_due_for is not null`;
    expect(due).toEqual([]);
  },
);

test("one company's customer who writes to another's page is two people", async () => {
  const person = await somebody();
  await deliver({ sender: person, message: `{"mid":"m_${person}","text":"ours"}` });
  await deliver({ page: OUTLET, sender: person, message: `{"mid":"m_${person}","text":"theirs"}` });
  const rows = await product.sql`
    select c.tenant_id, m.text from conversations c
    join messages m on m.conversation_id = c.id and m.direction = 'inbound'
    where c.external_user_id = ${person} order by m.text`;
  expect(rows).toEqual([
    { tenant_id: product.viewer.tenantId, text: "ours" },
    { tenant_id: rival.tenantId, text: "theirs" },
  ]);
  expect(new Set(rows.map(({ tenant_id }) => tenant_id)).size).toBe(2);
});
