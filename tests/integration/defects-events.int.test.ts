import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CHANNEL_STATUSES } from "#db/schema/channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

// Defects that were found in others' connectors, in what becomes of events. Each is a test of ours.

const SHOES = "104829375610284";
const OUTLET = "113520984417735";
const DEALT_WITH = ["processed", "ignored"];

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  const { needs, viewer, control } = product;
  await control.set({ agent_latency_ms: 0 });
  await connect(product);
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await registerChannel(needs, viewer, { platform: "facebook", page_id: OUTLET });
  await product.sql`update crm_channels set ai_enabled = false`;
});
afterAll(() => product.stop());
afterEach(() => product.control.clearFaults());

const somebody = (page = SHOES) => product.control.somebody(page);

type Said = { mid?: string; text?: string; page?: string; at?: number };
let mids = 0;

/** A customer's message, of a mid of its own unless told otherwise. */
function said(person: string, { text = "Hi", page = SHOES, at = Date.now(), ...named }: Said = {}) {
  const { mid = `m_defects_${++mids}` } = named;
  return {
    sender: { id: person },
    recipient: { id: page },
    timestamp: at,
    message: { mid, text },
  };
}

type Entry = Record<string, unknown>;
const entryOf = (messaging: unknown[], page = SHOES): Entry => ({
  id: page,
  time: Date.now(),
  messaging,
});

async function deliver(...entry: Entry[]): Promise<void> {
  const [posted] = await product.control.deliver({ body: { object: "page", entry } });
  expect(posted?.status).toBe(200);
}

/** What dm-voice-agent was told that a person said, once it is that many messages. */
const told = (person: string, count = 1) =>
  until(`dm-voice-agent has ${count} messages`, async () => {
    const { messages } = await product.control.voiceAgent();
    const theirs = messages.filter(({ external_user_id }) => external_user_id === person);
    return theirs.length >= count && theirs.map(({ message_text }) => message_text);
  });

const kept = (person: string) => product.sql<
  { page: string; conversation: string; text: string; mid: string }[]
>`
  select h.platform_page_id as page, m.conversation_id as conversation, m.text,
    m.external_message_id as mid
  from messages m join conversations c on c.id = m.conversation_id
    join crm_channels h on h.id = m.crm_channel_id
  where c.external_user_id = ${person} order by m.occurred_at, m.text`;

const eventsOf = (part: string) => product.sql<
  { type: string; status: string; why: string | null }[]
>`
  select event_type as type, status, last_error as why from webhook_events
  where payload::text like ${`%${part}%`} order by seq`;

describe("defect 3: messages are dropped while the page has to be connected again", () => {
  afterEach(() => product.sql`update crm_channels set status = 'active'`);

  test.each(CHANNEL_STATUSES.filter((status) => status !== "disconnected"))(
    "they are kept and told while the channel is %s",
    async (status) => {
      await product.sql`
        update crm_channels set status = ${status} where platform_page_id = ${SHOES}`;
      const person = await somebody();
      await deliver(entryOf([said(person, { text: `while ${status}` })]));
      expect(await told(person)).toEqual([`while ${status}`]);
      expect((await kept(person)).map(({ text }) => text)).toEqual([`while ${status}`]);
    },
  );
});

describe("defect 4: one id counts as one message on all pages together", () => {
  test("each channel keeps its own, and copies within one are one", async () => {
    const [here, there] = [await somebody(), await somebody(OUTLET)];
    const mid = "m_defects_same";
    const ours = entryOf([said(here, { mid, text: "here" })]);
    const theirs = entryOf([said(there, { mid, text: "there", page: OUTLET })], OUTLET);
    await deliver(ours, ours);
    await deliver(theirs);
    await deliver(theirs, ours);
    expect([await told(here), await told(there)]).toEqual([["here"], ["there"]]);
    expect([await kept(here), await kept(there)]).toMatchObject([
      [{ page: SHOES, mid }],
      [{ page: OUTLET, mid }],
    ]);
    expect(await eventsOf(mid)).toHaveLength(2);
  });
});

describe("defect 7: only the first event counts, and an unknown one rejects all", () => {
  test("of a mixed batch every message is told, whatever stands between them", async () => {
    const [one, other] = [await somebody(), await somebody()];
    const odd = [{ sender: { id: one }, recipient: { id: SHOES }, hologram: { id: 1 } }, null, "x"];
    await deliver(
      entryOf([...odd, said(one, { text: "first" }), ...odd, said(other, { text: "of another" })]),
      entryOf([said(one, { text: "second", at: Date.now() + 5 }), ...odd]),
    );
    expect(await told(one, 2)).toEqual(["first", "second"]);
    expect(await told(other)).toEqual(["of another"]);
  });
});

describe("defect 11: the person stands for the conversation, and work is done before the 200", () => {
  test("the same person's id on two pages is two conversations", async () => {
    const person = await somebody();
    await deliver(
      entryOf([said(person, { text: "here" })]),
      entryOf([said(person, { text: "there", page: OUTLET })], OUTLET),
    );
    await told(person, 2);
    const rows = await kept(person);
    expect(new Set(rows.map(({ conversation }) => conversation)).size).toBe(2);
    expect(new Set(rows.map(({ page }) => page))).toEqual(new Set([SHOES, OUTLET]));
  });

  test("Meta has its 200 while dm-voice-agent has not answered yet", async () => {
    const person = await somebody();
    await product.control.fault({ server: "voice-agent", kind: "hang" });
    const message = said(person);
    await deliver(entryOf([message]));
    expect(await eventsOf(message.message.mid)).toMatchObject([{ type: "message" }]);
    expect((await eventsOf(message.message.mid)).map(({ status }) => status)).not.toContain(
      "processed",
    );
    await product.control.clearFaults();
  });
});

describe("defect 13: only the first entry and its first event count", () => {
  test("two entries of two pages with two events each are four messages", async () => {
    const [here, there] = [await somebody(), await somebody(OUTLET)];
    const at = Date.now();
    await deliver(
      entryOf([said(here, { text: "1", at }), said(here, { text: "2", at: at + 1 })]),
      entryOf(
        [
          said(there, { text: "3", page: OUTLET, at }),
          said(there, { text: "4", page: OUTLET, at: at + 1 }),
        ],
        OUTLET,
      ),
    );
    expect(await told(here, 2)).toEqual(["1", "2"]);
    expect(await told(there, 2)).toEqual(["3", "4"]);
  });
});

describe("defect 15: an event without sender or recipient crashes the handler", () => {
  test.each([
    ["no sender", { sender: undefined }],
    ["a sender that is nothing", { sender: null }],
    ["a sender without an id", { sender: {} }],
    ["a sender that is a text", { sender: "7" }],
    ["neither sender nor recipient", { sender: undefined, recipient: undefined }],
    ["a recipient that is nothing", { recipient: null }],
    ["no recipient", { recipient: undefined }],
  ])("%s: it is kept and dealt with, and its neighbours go on", async (_what, change) => {
    const person = await somebody();
    const odd = { ...said(person, { text: "odd" }), ...change };
    await deliver(entryOf([odd, said(person, { text: "good" })]));
    await until("the good one is told", async () => (await told(person)).includes("good"));
    const events = await until("it is dealt with", async () => {
      const rows = await eventsOf(odd.message.mid);
      return rows.every(({ status }) => DEALT_WITH.includes(status)) && rows;
    });
    expect(events).toHaveLength(1);
  });
});

describe("defect 16: an entry that has only changes throws", () => {
  test("the dashboard's samples are told apart, and the messages beside them are told", async () => {
    const person = await somebody();
    const sample = {
      sender: { id: "12334" },
      recipient: { id: "23245" },
      timestamp: "1527459824",
      message: { mid: "test_message_id", text: "test_message" },
    };
    const changes = [{ field: "messages", value: sample }];
    await deliver(
      { id: "0", time: Date.now(), changes },
      { id: SHOES, time: Date.now(), changes: [{ field: "feed", value: { post_id: person } }] },
      entryOf([said(person, { text: "beside" })]),
    );
    expect(await told(person)).toEqual(["beside"]);
    const both = [...(await eventsOf("test_message_id")), ...(await eventsOf(`"${person}"`))];
    expect(both.map(({ type }) => type)).toEqual(["change.messages", "change.feed", "message"]);
    expect(both.map(({ status }) => status)).not.toContain("dead");
    expect(
      await product.sql`
      select 1 from conversations where external_user_id in ('12334', '23245')`,
    ).toEqual([]);
  });
});

describe("defect 20: what is not newer than the last message counts as a copy of it", () => {
  test("two messages of one millisecond, and one that comes late, are three messages", async () => {
    const person = await somebody();
    const at = Date.now();
    await deliver(
      entryOf([said(person, { text: "same", at }), said(person, { text: "same", at })]),
    );
    expect(await told(person, 2)).toEqual(["same", "same"]);
    await deliver(entryOf([said(person, { text: "late", at: at - 60_000 })]));
    expect(await told(person, 3)).toContain("late");
    expect((await kept(person)).map(({ text }) => text)).toEqual(["late", "same", "same"]);
  });
});
