import { afterAll, beforeAll, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { workJobs } from "#tests/support/work-jobs.ts";

const SHOES = "104829375610284";

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await product.control.set({ agent_latency_ms: 0 });
});
afterAll(() => product.stop());

async function write(text: string): Promise<string> {
  const person = await product.control.somebody(SHOES);
  const event = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now(),
    message: { mid: `m_patience_${person}`, text },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
  });
  return person;
}

type Name = "drain-conversation" | "answer-conversation";

/** Does what may be done now. */
const work = (name: Name) => workJobs(product.needs, name);

/** Everything that waits is due, and what has failed has done so for as many hours more. */
async function letPass(hours: number): Promise<void> {
  const { sql } = product;
  const passed = `${hours} hours`;
  await sql`
    update webhook_events set retry_at = now(),
      first_failed_at = first_failed_at - ${passed}::interval`;
  await sql`
    update conversations set reply_retry_at = now(),
      reply_first_failed_at = reply_first_failed_at - ${passed}::interval`;
  await sql`
    update messages set retry_at = now(), first_failed_at = first_failed_at - ${passed}::interval`;
  await sql`update pgboss.job set start_after = now() where state = 'created'`;
}

const fail = (path: string, status: number) =>
  product.control.fault({
    ...{ server: "voice-agent", method: "POST", path },
    ...{ kind: "status", status, count: 1 },
  });

test.each<[string, Name, string]>([
  ["a message", "drain-conversation", "v1/internal/messages"],
  ["an answer to be written", "answer-conversation", "generate"],
  ["an answer to be stored", "answer-conversation", "v1/internal/messages"],
])(
  "%s is not given up for one failure after a weekend with a wrong token",
  async (_what, name, path) => {
    const person = await write("Hi");
    if (name === "answer-conversation") await work("drain-conversation");
    for (const status of [503, 401, 503]) {
      await fail(path, status);
      await work(name);
      await letPass(48);
    }
    await work("drain-conversation");
    await work("answer-conversation");
    const rows = await product.sql<{ direction: string; stored: boolean }[]>`
    select direction, stored_at_voice_agent_at is not null as stored
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} order by m.created_at`;
    expect(rows).toEqual([
      { direction: "inbound", stored: true },
      { direction: "outbound", stored: true },
    ]);
  },
);

test("what has failed for more than a day is given up", async () => {
  const person = await write("Hi");
  for (const status of [503, 503, 503]) {
    await fail("v1/internal/messages", status);
    await work("drain-conversation");
    await letPass(13);
  }
  const rows = await product.sql<{ status: string; attempts: number }[]>`
    select status, attempts from webhook_events where sender_id = ${person}`;
  expect(rows).toEqual([{ status: "dead", attempts: 2 }]);
});
