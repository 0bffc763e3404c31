import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { noteRestored } from "#lib/restore/note-restored.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
  const people = await Promise.all([somebody(), somebody(), somebody(), somebody(), somebody()]);
  const [queued, sent, due, unknown, unsent] = people;
  if (!queued || !sent || !due || !unknown || !unsent) throw new Error("Somebody is missing");
  await Promise.all(people.map(async (person) => await write(person)));
  for (const person of people) await until("it is answered", () => isStored(person));
  await until("its echo is known", async () => {
    const echoes = await product.sql`
      select 1 from webhook_events
      where event_type = 'message_echo' and status not in ('received', 'failed')`;
    return echoes.length === people.length;
  });
  Object.assign(who, { queued, sent, due, unknown, unsent });
  await goBack();
  await noteRestored(product.needs);
  await wake();
  await until("Meta's lists were read", async () => {
    const { sql } = product;
    const gaps = await sql`select 1 from system_state where key like 'gap:%'`;
    const rows = await sql`select 1 from conversations where reply_due_for is not null`;
    const open = await sql`select 1 from messages where status in ('queued', 'sending')
      or (status in ('received', 'sent') and stored_at_voice_agent_at is null)`;
    const people = await sql`select 1 from conversations`;
    return gaps.length + rows.length + open.length === 0 && people.length === 5;
  });
}, 120_000);
afterAll(() => product.stop());

const who = { queued: "", sent: "", due: "", unknown: "", unsent: "" };

const somebody = () => product.control.somebody(SHOES);

async function write(person: string): Promise<void> {
  await fetch(`${product.sandbox}/control/messages`, {
    method: "POST",
    body: JSON.stringify({ account_id: SHOES, person_id: person, text: `Hi from ${person}` }),
  });
}

async function isStored(person: string): Promise<boolean> {
  const rows = await product.sql`
    select 1 from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.status = 'sent'
    and m.stored_at_voice_agent_at is not null`;
  return rows.length === 1;
}

/** As a backup has it that was made while these conversations were at different steps. */
async function goBack(): Promise<void> {
  const { sql } = product;
  const of = (person: string) => sql<{ id: string; conversation: string; direction: string }[]>`
    select m.id, m.direction, m.conversation_id as conversation
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} order by m.direction`;
  for (const person of [who.queued, who.unsent]) {
    await sql`update messages set status = 'queued', external_message_id = null,
      sent_at = null, claimed_at = null, send_attempts = 0, stored_at_voice_agent_at = null,
      store_started_at = null
      where direction = 'outbound' and id = any(${(await of(person)).map(({ id }) => id)})`;
  }
  // What the agent had written for this one was never sent: the backup has another text.
  const [, unsent] = await of(who.unsent);
  await sql`update messages set text = 'never sent' where id = ${unsent?.id}`;
  await sql`update messages set stored_at_voice_agent_at = null, store_started_at = null
    where id = any(${(await of(who.sent)).map(({ id }) => id)})`;
  await sql`update webhook_events set status = 'received' where event_type = 'message'
    and conversation_key = ${`${SHOES}:${who.sent}`}`;
  const [question, answer] = await of(who.due);
  await sql`delete from messages where id = ${answer?.id}`;
  await sql`update conversations set reply_due_for = ${question?.id} where external_user_id = ${who.due}`;
  await sql`delete from conversations where external_user_id = ${who.unknown}`;
  await sql`delete from webhook_events where conversation_key = ${`${SHOES}:${who.unknown}`}`;
  await sql`delete from system_state where key = 'alive'`;
}

/** The jobs that the backup held. */
async function wake(): Promise<void> {
  const { sql, needs } = product;
  const rows = await sql<{ id: string }[]>`select id from conversations`;
  const conversationKey = `${SHOES}:${who.sent}`;
  await enqueue({ tx: needs.db, boss: needs.boss }, "drain-conversation", { conversationKey });
  for (const { id } of rows) {
    await enqueue({ tx: needs.db, boss: needs.boss }, "answer-conversation", {
      conversationId: id,
    });
  }
}

async function pageMessages(person: string): Promise<number> {
  const response = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person_id=${person}`,
  );
  const bubbles = z.array(z.looseObject({ from: z.string() })).parse(await response.json());
  return bubbles.filter(({ from }) => from !== "customer").length;
}

test.each(["queued", "sent", "due", "unknown", "unsent"] as const)(
  "what was %s at the time of the backup is neither sent nor stored again",
  async (step) => {
    const person = who[step];
    expect(await pageMessages(person)).toBe(1);
    const { messages } = await product.control.voiceAgent();
    const stored = messages.filter(({ external_user_id }) => external_user_id === person);
    expect(stored.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
  },
);

test("an answer that Meta's list does not show is left to a person", async () => {
  const rows = await product.sql`
    select 1 from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${who.unsent} and m.status = 'held' and m.text = 'never sent'`;
  expect(rows).toHaveLength(1);
});

test("a customer who writes after the restore is answered", async () => {
  await write(who.due);
  await until("there is a second answer", async () => (await pageMessages(who.due)) === 2);
});
