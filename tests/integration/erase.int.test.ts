import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findErasure, insertErasure } from "#db/queries/erasures.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { exportContact } from "#lib/contacts/export-contact.ts";
import { requestErasure } from "#lib/contacts/request-erasure.ts";
import { requestRepair } from "#lib/gaps/request-repair.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import { searchEverywhere } from "#tests/support/search-everywhere.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";

let product: Product;
let channelId: string;
beforeAll(async () => {
  product = await startProduct({
    settings: {
      VOICE_AGENT_ERASE_PATH: "/v1/contacts/{external_user_id}?channel_id={channel_id}",
    },
  });
  await connect(product);
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  channelId = "channel" in result ? result.channel.id : "";
  await product.control.set({ agent_latency_ms: 0 });
}, 120_000);
afterAll(() => product.stop());

const written = z.looseObject({ person_id: z.string(), mid: z.string() });

async function write(person: string, text: string, more: Record<string, unknown> = {}) {
  const message = { account_id: SHOES, person, text, wait: true, ...more };
  return written.parse(await product.control.tell("messages", message));
}

/** The conversation of somebody to whom so many answers were sent and stored. */
function answered(person: string, answers = 1): Promise<string> {
  return until("it is answered", async () => {
    const rows = await product.sql<{ id: string }[]>`
      select c.id from conversations c join messages m on m.conversation_id = c.id
      where c.external_user_id = ${person} and m.status = 'sent'
        and m.stored_at_voice_agent_at is not null and c.reply_due_for is null
      group by c.id having count(*) >= ${answers}`;
    return rows[0]?.id;
  });
}

async function erase(id: string) {
  const erasure = await requestErasure(product.needs, product.viewer, id);
  if (erasure === null) throw new Error("There is no such conversation");
  return until("it is erased", async () => {
    const [row] = await product.sql`
      select status, remote, subject, result from erasures where id = ${erasure.id} and status = 'done'`;
    return row;
  });
}

/** A message as Meta's webhook brings it. */
function delivery(person: string, mid: string, text: string, timestamp: number) {
  return {
    object: "page",
    entry: [
      {
        id: SHOES,
        time: timestamp,
        messaging: [
          { sender: { id: person }, recipient: { id: SHOES }, timestamp, message: { mid, text } },
        ],
      },
    ],
  };
}

async function deliver(body: unknown): Promise<number | undefined> {
  const [answer] = await product.control.deliver({ body, record: false });
  return answer?.status;
}

describe("a customer who was erased", () => {
  let person: string;
  let name: string;
  let texts: string[];
  let first: { mid: string; body: unknown };

  beforeAll(async () => {
    const words = ["Plumfeather one", "Plumfeather two", "Plumfeather three"];
    const said = await write("lena", words[0] ?? "");
    person = said.person_id;
    const id = await answered(person);
    await write("lena", words[1] ?? "");
    await answered(person, 2);
    await product.control.tell("events", {
      ...{ account_id: SHOES, person: "lena", kind: "reaction", wait: true },
      mid: said.mid,
      reaction: "love",
    });
    await product.control.tell("echo", {
      ...{ account_id: SHOES, person: "lena", text: words[2], wait: true },
    });
    // Bytes that jsonb cannot hold are kept, on the first event of the delivery: another person's.
    const other = await write("tom", "Unrelated words");
    const mixed = delivery(other.person_id, "m_other_first", "before\u0000it", Date.now());
    mixed.entry[0]?.messaging.push(
      ...(delivery(person, "m_mixed", "Plumfeather mixed", Date.now()).entry[0]?.messaging ?? []),
    );
    expect(await deliver(mixed)).toBe(200);
    await deliver({ object: "page", entry: [{ id: SHOES, strange: { who: person } }] });
    await until("all is said", async () => {
      const rows = await product.sql`select 1 from messages where conversation_id = ${id}
        and text in (${words[2]}, 'Plumfeather mixed')`;
      return rows.length === 2;
    });
    await until("nothing waits", async () => {
      const rows =
        await product.sql`select 1 from webhook_events where status in ('received', 'failed')`;
      return rows.length === 0;
    });
    const [row] = await product.sql<{ customer_name: string }[]>`
      select customer_name from conversations where id = ${id}`;
    name = row?.customer_name ?? "";
    texts = [...words, "Plumfeather mixed"];
    const [event] = await product.sql<{ payload: { timestamp: number } }[]>`
      select payload from webhook_events where payload #>> '{message,mid}' = ${said.mid}`;
    const timestamp = event?.payload.timestamp ?? 0;
    first = { mid: said.mid, body: delivery(person, said.mid, words[0] ?? "", timestamp) };
    expect(await searchEverywhere(product.needs.pool, [person, name, ...texts])).not.toEqual([]);
    expect(await erase(id)).toMatchObject({
      remote: "erased",
      subject: null,
      result: { messages: expect.any(Number), events: expect.any(Number) },
    });
  }, 90_000);

  test("is found in no column of any table, neither by id, by name nor by words", async () => {
    expect(name).not.toBe("");
    const needles = [person, name, "Plumfeather", ...texts];
    expect(await searchEverywhere(product.needs.pool, needles)).toEqual([]);
  });

  test("has left nothing at dm-voice-agent", async () => {
    const { messages } = await product.control.voiceAgent();
    expect(messages.filter(({ external_user_id }) => external_user_id === person)).toEqual([]);
  });

  test("cost nobody else a word", async () => {
    const rows = await product.sql<{ text: string }[]>`
      select text from messages where text in ('Unrelated words', 'before\uFFFDit')`;
    expect(rows).toHaveLength(2);
  });

  test("F64: a late retry of their message is answered 200 and stored nowhere", async () => {
    for (const body of [first.body, delivery(person, "m_mixed", "Plumfeather mixed", 0)]) {
      expect(await deliver(body)).toBe(200);
    }
    // One that never came before its writer was erased, and a receipt.
    const late = Date.now() - 60_000;
    expect(await deliver(delivery(person, "m_never_seen", "Plumfeather late", late))).toBe(200);
    expect(await searchEverywhere(product.needs.pool, [person, "Plumfeather"])).toEqual([]);
  });

  test("F64: a gap repair brings nothing of it back", async () => {
    const { needs, sql } = product;
    await sql`update crm_channels set created_at = now() - interval '30 days'`;
    const since = new Date(Date.now() - 60 * 60_000);
    await requestRepair(needs, { channelId, since, reason: "outage" });
    await until("the list was read", async () => {
      const rows = await sql`select 1 from system_state where key like 'gap:%'`;
      return rows.length === 0;
    });
    expect(await searchEverywhere(needs.pool, [person, "Plumfeather"])).toEqual([]);
  });

  test("is a new contact when they write again, and is answered", async () => {
    await write("lena", "Hello again");
    const id = await answered(person);
    const rows = await product.sql<{ text: string }[]>`
      select text from messages where conversation_id = ${id} and direction = 'inbound'`;
    expect(rows.map(({ text }) => text)).toEqual(["Hello again"]);
  });
});

test("what waits in the outbox is gone, and what is under way recreates nothing", async () => {
  await product.control.set({ agent_latency_ms: 1_500 });
  const { person_id: person } = await write("julia", "Quillwort");
  const id = await until("there is a conversation", async () => {
    const [row] = await product.sql<{ id: string }[]>`
      select id from conversations where external_user_id = ${person} and reply_due_for is not null`;
    return row?.id;
  });
  await erase(id);
  await product.control.set({ agent_latency_ms: 0 });
  expect(await searchEverywhere(product.needs.pool, [person, "Quillwort"])).toEqual([]);
  const bubbles = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person_id=${person}`,
  );
  const seen = z.array(z.looseObject({ from: z.string() })).parse(await bubbles.json());
  expect(seen.filter(({ from }) => from !== "customer")).toEqual([]);
});

test("asked twice at once it is one erasure, and another company's is nobody's", async () => {
  const { person_id } = await write("ravi", "Twice");
  const id = await answered(person_id);
  const { needs, viewer } = product;
  const stranger = await signUp(needs, "Others");
  expect(await requestErasure(needs, stranger, id)).toBeNull();
  expect(await exportContact(needs, stranger, id)).toBeNull();
  const [one, two] = await Promise.all([
    requestErasure(needs, viewer, id),
    requestErasure(needs, viewer, id),
  ]);
  expect(one?.id).toBe(two?.id);
  await until("it is done", async () => {
    const rows =
      await product.sql`select 1 from erasures where status = 'done' and id = ${one?.id}`;
    return rows.length === 1;
  });
  expect(await requestErasure(needs, viewer, id)).toBeNull();
  const audit =
    await product.sql`select target, details from audit_log where action = 'contact.erased'
    and target = ${id}`;
  expect(audit).toEqual([{ target: id, details: { erasure: one?.id } }]);
});

test("dm-voice-agent is asked again after an outage, and its no is kept", async () => {
  const { control } = product;
  const { person_id: away } = await write("amina", "Outage");
  const first = await answered(away);
  await control.fault({
    ...{ server: "voice-agent", path: "/contacts", count: 1, kind: "status", status: 503 },
  });
  expect(await erase(first)).toMatchObject({ remote: "erased" });

  const { person_id: refused } = await write("guest-41", "Refused");
  const second = await answered(refused);
  await control.fault({
    ...{ server: "voice-agent", path: "/contacts", count: 1, kind: "status", status: 422 },
  });
  expect(await erase(second)).toMatchObject({ remote: "refused", subject: null });
  expect(await searchEverywhere(product.needs.pool, [refused, away])).toEqual([]);
});

test("an erasure that lost its job gets another one", async () => {
  const { needs, viewer, sql } = product;
  const { person_id } = await write("guest-43", "Lost job");
  const id = await answered(person_id);
  const [subject] = await sql<{ subject: Record<string, string> }[]>`
    select jsonb_build_object('conversationId', c.id, 'externalUserId', c.external_user_id,
      'voiceAgentConversationId', c.voice_agent_conversation_id, 'channelId', h.channel_id,
      'platformPageId', h.platform_page_id, 'facebookPageId', h.facebook_page_id) as subject
    from conversations c join crm_channels h on h.id = c.crm_channel_id where c.id = ${id}`;
  const erasure = await insertErasure(needs.db, {
    tenantId: viewer.tenantId,
    userId: viewer.userId,
    subject: subject?.subject ?? {},
  });
  await runTask("tend", { ...needs, signal: new AbortController().signal });
  await until(
    "it is done",
    async () => (await findErasure(needs.db, erasure.id))?.status === "done",
  );
  expect(await searchEverywhere(needs.pool, [person_id])).toEqual([]);
});

test("the export holds the profile, every message and the events, as JSON", async () => {
  const { person_id } = await write("guest-42", "Export me");
  const id = await answered(person_id);
  const pieces = await exportContact(product.needs, product.viewer, id);
  let text = "";
  for await (const piece of pieces ?? []) text += piece;
  const exported = JSON.parse(text);
  expect(exported).toMatchObject({
    format: "switchboard-contact-1",
    contact: { id: person_id },
    conversation: { id },
  });
  expect(exported.messages.map(({ direction }: { direction: string }) => direction)).toEqual([
    "inbound",
    "outbound",
  ]);
  expect(exported.messages[0]).toMatchObject({ text: "Export me" });
  expect(JSON.stringify(exported.events)).toContain("Export me");
  const audit = await product.sql`select 1 from audit_log where action = 'contact.exported'
    and target = ${id}`;
  expect(audit).toHaveLength(1);
});
