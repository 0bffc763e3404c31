import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";
import { workJobs } from "#tests/support/work-jobs.ts";

// A side that answers some kinds of call and fails another. The tests stand in the order in which lanes are
// answered for the first time.

const SHOES = "104829375610284";
const STORE = { server: "voice-agent", method: "POST", path: "v1/internal/messages" };
const GENERATE = { server: "voice-agent", method: "POST", path: "generate" };
const SEND = { server: "graph", method: "POST", path: "me/messages" };
const HOUR_MINUTES = 60;

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
});
afterAll(() => product.stop());
beforeEach(() => product.control.clearFaults());

const somebody = () => product.control.somebody(SHOES);

let mids = 0;
async function write(person: string, text: string): Promise<void> {
  mids += 1;
  const event = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now(),
    message: { mid: `m_partial_${mids}`, text },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
  });
}

/** Does what may be done now. */
const work = (name: Parameters<typeof workJobs>[1]) => workJobs(product.needs, name);

async function makeDue(): Promise<void> {
  const { sql } = product;
  await sql`update webhook_events set retry_at = now()`;
  await sql`update conversations set reply_retry_at = now()`;
  await sql`update messages set retry_at = now(), claimed_at = claimed_at - interval '1 minute'`;
  await sql`update pgboss.job set start_after = now() where state = 'created'`;
}

/** What has failed once has done so seven times, beginning so many minutes ago. */
async function letPass(minutes: number): Promise<void> {
  const { sql } = product;
  const passed = `${minutes} minutes`;
  await sql`update webhook_events set attempts = 7,
    first_failed_at = first_failed_at - ${passed}::interval where status = 'failed'`;
  await sql`update conversations set reply_attempts = 7,
    reply_first_failed_at = reply_first_failed_at - ${passed}::interval where reply_attempts > 0`;
  await sql`update messages set attempts = 7,
    first_failed_at = first_failed_at - ${passed}::interval where attempts > 0`;
  await makeDue();
}

const events = (person: string) =>
  product.sql<{ status: string; attempts: number }[]>`
    select status, attempts from webhook_events where sender_id = ${person} order by received_at`;

const outbound = (person: string) =>
  product.sql<{ status: string; stored: boolean; attempts: number; sends: number }[]>`
    select m.status, m.stored_at_voice_agent_at is not null as stored, m.attempts,
      m.send_attempts as sends
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound' order by m.created_at`;

type Answer = Awaited<ReturnType<typeof outbound>>[number];

const workUntil = (what: string, person: string, isSo: (answer: Answer) => boolean) =>
  until(what, async () => {
    await makeDue();
    await work("answer-conversation");
    return (await outbound(person)).some(isSo);
  });
const workUntilSent = (person: string, times: number) =>
  workUntil(`it is sent ${times} times`, person, ({ sends }) => sends >= times);

test("storing alone fails: a message is not given up within the hour, and is after it", async () => {
  const person = await somebody();
  await write(person, "Hi");
  await product.control.fault({ ...STORE, kind: "status", status: 503 });
  await work("drain-conversation");
  await letPass(HOUR_MINUTES - 10);
  await work("drain-conversation");
  expect(await events(person)).toEqual([{ status: "failed", attempts: 7 }]);
  await letPass(20);
  await work("drain-conversation");
  expect(await events(person)).toEqual([{ status: "dead", attempts: 7 }]);
});

test("storing fails for ten minutes, then writing answers, then sending: it is answered", async () => {
  const person = await somebody();
  await write(person, "Hi");
  await product.control.fault({ ...STORE, kind: "status", status: 503 });
  await work("drain-conversation");
  await letPass(10);
  await work("drain-conversation");
  expect(await events(person)).toEqual([{ status: "failed", attempts: 7 }]);

  await product.control.clearFaults();
  await product.control.fault({ ...GENERATE, kind: "status", status: 503 });
  await makeDue();
  await work("drain-conversation");
  expect(await events(person)).toMatchObject([{ status: "processed" }]);
  await work("answer-conversation");
  await letPass(10);
  await work("answer-conversation");
  expect(await outbound(person)).toEqual([]);

  await product.control.clearFaults();
  await product.control.fault({ ...SEND, kind: "status", status: 503 });
  await workUntilSent(person, 2);
  await letPass(10);
  await workUntilSent(person, 5);
  expect(await outbound(person)).toMatchObject([{ status: "sending", attempts: 7 }]);

  await product.control.clearFaults();
  await workUntil("it is answered", person, ({ stored }) => stored);
  expect(await outbound(person)).toMatchObject([{ status: "sent", stored: true }]);
});

test("a message that alone fails is given up after its tries, and lets the next one go", async () => {
  const person = await somebody();
  await write(person, "Hi");
  await product.control.fault({ ...STORE, kind: "status", status: 500, count: 1 });
  await work("drain-conversation");
  await letPass(10);
  await write(await somebody(), "Hi");
  await product.control.fault({ ...STORE, kind: "status", status: 500, count: 1 });
  await work("drain-conversation");
  expect(await events(person)).toEqual([{ status: "dead", attempts: 7 }]);
  await write(person, "Are you there?");
  await work("drain-conversation");
  expect(await events(person)).toMatchObject([{ status: "dead" }, { status: "processed" }]);
});

test("an answer that alone cannot be sent is given up after its tries, and lets the next one go", async () => {
  const person = await somebody();
  await write(person, "Hi");
  await work("drain-conversation");
  await product.control.fault({ ...SEND, kind: "status", status: 500 });
  await workUntilSent(person, 2);
  await letPass(10);
  await workUntil("it is given up", person, ({ status }) => status === "dead");
  await product.control.clearFaults();
  await write(person, "Are you there?");
  await work("drain-conversation");
  await workUntil("the next one is answered", person, ({ stored }) => stored);
  expect(await outbound(person)).toMatchObject([{ status: "dead" }, { status: "sent" }]);
});
