import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { recordInbound } from "#lib/conversations/record-inbound.ts";
import { answerConversation } from "#lib/jobs/answer-conversation.ts";
import { drainConversation } from "#lib/jobs/drain-conversation.ts";
import { ageStore, inboundOf, midOf, storedCopies } from "#tests/support/one-store.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";
/** Longer than a worker may be held up between the begin of a store and its write. */
const FROZEN_MS = 9_500;

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
});
afterAll(() => product.stop());
afterEach(async () => {
  hold(null);
  await product.control.clearFaults();
});

/** Stops whoever comes first to this instant, until it is let go. */
function hold(point: string | null): { letGo(): void; reached: Promise<void> } {
  const holder = globalThis as { [key: symbol]: unknown };
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let isFirst = true;
  holder[Symbol.for("switchboard.failpoint")] =
    point === null
      ? undefined
      : async (name: string) => {
          if (name !== point || !isFirst) return;
          isFirst = false;
          reached.resolve();
          await held.promise;
        };
  return { letGo: held.resolve, reached: reached.promise };
}

const somebody = () => product.control.somebody(SHOES);

async function write(person: string, text: string): Promise<void> {
  const event = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now(),
    message: { mid: `m_stale_${person}_${text}`, text },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
  });
}

const inbound = (person: string) => inboundOf(product, person);
const copiesOf = (person: string) => storedCopies(product, person);
const age = (person: string) => ageStore(product, person);

test("who was frozen between begin and write does not write after somebody else did", async () => {
  const person = await somebody();
  const message = await inbound(person);
  const { letGo, reached } = hold("event.stored-locally");
  const frozen = recordInbound(product.needs, message).catch((error: Error) => error.name);
  await reached;
  await age(person);
  await recordInbound(product.needs, message);
  await sleep(FROZEN_MS);
  letGo();
  await frozen;
  expect(await copiesOf(person)).toBe(1);
}, 30_000);

test("a begin that nobody ended is looked up before anything is written", async () => {
  const person = await somebody();
  const message = await inbound(person);
  await recordInbound(product.needs, message);
  await product.sql`
    update messages set stored_at_voice_agent_at = null
    where external_message_id = ${midOf(person)}`;
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "conversations.storing-elsewhere",
  });
  await age(person);
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(1);
});

async function takeJob(name: "drain-conversation" | "answer-conversation") {
  const { boss } = product.needs;
  const [job] = await boss.fetch<{ conversationKey: string; conversationId: string }>(name);
  return job ?? null;
}

async function workOff(): Promise<void> {
  const signal = new AbortController().signal;
  for (let idle = 0; idle < 8; idle += 1) {
    const drain = await takeJob("drain-conversation");
    const answer = await takeJob("answer-conversation");
    if (drain) await drainConversation({ ...drain, signal }, product.needs);
    if (answer) await answerConversation({ ...answer, signal }, product.needs);
    if (drain || answer) idle = 0;
    else await sleep(100);
  }
}

test("who was frozen before closing an event does not undo what came after it", async () => {
  const person = await somebody();
  await workOff();
  await write(person, "first");
  const job = await takeJob("drain-conversation");
  if (job === null) throw new Error("There is no job");
  const { letGo, reached } = hold("event.before-close");
  const signal = new AbortController().signal;
  const frozen = drainConversation({ ...job, signal }, product.needs).catch(() => {});
  await reached;
  // What the supervisor does with a job whose worker gives no sign.
  await product.needs.boss.fail("drain-conversation", job);
  await sleep(1_100);
  await workOff();
  await write(person, "second");
  const next = await takeJob("drain-conversation");
  if (next !== null) await drainConversation({ ...next, signal }, product.needs);
  letGo();
  await frozen;
  await workOff();
  const answered = await product.sql<{ text: string; answered: boolean }[]>`
    select m.text, exists(select 1 from messages r where r.in_reply_to = m.id) as answered
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'inbound' order by m.created_at`;
  expect(answered).toEqual([
    { text: "first", answered: true },
    { text: "second", answered: true },
  ]);
}, 30_000);
