import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { type InboundMessage, recordInbound } from "#lib/conversations/record-inbound.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { ageStore, inboundOf, storedCopies } from "#tests/support/one-store.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

// Whether dm-voice-agent has a message whose store had no clear answer.

const SHOES = "104829375610284";

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await product.control.set({ conversations_limit: false });
});
afterAll(() => product.stop());
afterEach(() => product.control.clearFaults());

const somebody = () => product.control.somebody(SHOES);
const inbound = (person: string) => inboundOf(product, person);
const copiesOf = (person: string) => storedCopies(product, person);
const age = (person: string, seconds?: number) => ageStore(product, person, seconds);

/** Messages that came to dm-voice-agent by another way than ours. */
async function storeOthers(person: string, count: number): Promise<void> {
  const { channel } = await inbound(person);
  for (let at = 0; at < count; at += 1) {
    const externalMessageId = `m_other_${person}_${at}`;
    await product.needs.voiceAgent.storeMessage(
      {
        channelId: channel.channelId,
        conversationId: conversationIdOf(channel.channelId, person),
        externalUserId: person,
        direction: "outbound",
        text: "Hello",
        externalMessageId,
        handledBy: "human_agent",
        metadata: {},
      },
      externalMessageId,
    );
  }
}

test("what a full list may have left out is not written again until a person says so", async () => {
  const person = await somebody();
  const message = await inbound(person);
  await recordInbound(product.needs, message);
  await product.sql`
    update messages set stored_at_voice_agent_at = null
    where external_message_id = ${message.externalMessageId}`;
  await storeOthers(person, 10);
  await age(person);
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "conversations.store-unproven",
    remedy: "give-up",
  });
  expect(await copiesOf(person)).toBe(11);
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(12);
});

test("a full list that reaches further back proves that a message is missing", async () => {
  const person = await somebody();
  const message = await inbound(person);
  await recordInbound(product.needs, { ...message, externalMessageId: `m_before_${person}` });
  await product.control.fault({
    ...{ server: "voice-agent", path: "internal/messages", kind: "reset-before", count: 1 },
  });
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "voice-agent.unavailable",
  });
  await storeOthers(person, 9);
  await age(person);
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(11);
});

const STORE = { server: "voice-agent", method: "POST", path: "internal/messages", count: 1 };
const LIST = { server: "voice-agent", method: "GET", path: "messages/conversation" };
/** Of one row it is known which message it is, of the other it is not. */
const UNNAMED_AND_NAMED = {
  kind: "html",
  status: 200,
  body: '{"data":{"messages":[{"text":"?"},{"mid":"m_other"}]}}',
};
const EMPTY_LIST = { ...LIST, kind: "html", status: 200, body: '{"data":{"messages":[]}}' };

test.each([
  ["an empty body", { kind: "empty" }],
  ["a word", { kind: "html", status: 201, body: "created", content_type: "text/plain" }],
])("a success with %s is stored, whatever the list says", async (_what, fault) => {
  const person = await somebody();
  const message = await inbound(person);
  await product.control.fault({ ...STORE, ...fault, effect: true });
  await product.control.fault(EMPTY_LIST);
  await recordInbound(product.needs, message);
  await age(person);
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(1);
});

test.each([
  ["a page of HTML", { kind: "html", status: 200 }],
  ["JSON that is cut off", { kind: "invalid-json" }],
  ["a body that breaks off", { kind: "truncated" }],
])("after a success with %s a list that lags behind is not believed", async (_what, fault) => {
  const person = await somebody();
  const message = await inbound(person);
  await product.control.fault({ ...STORE, ...fault, effect: true });
  await product.control.fault(EMPTY_LIST);
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "voice-agent.unavailable",
  });
  // What a lost line leaves to come would have come by now.
  await age(person, 15);
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "conversations.storing-elsewhere",
  });
  await product.control.clearFaults();
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(1);
});

test("a message that a stranger's success swallowed is stored once its absence is proven", async () => {
  const person = await somebody();
  const message = await inbound(person);
  await product.control.fault({ ...STORE, kind: "html", status: 200 });
  await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
    code: "voice-agent.unavailable",
  });
  await age(person);
  await recordInbound(product.needs, message);
  expect(await copiesOf(person)).toBe(1);
});

describe("a store that is answered 409", () => {
  const CONFLICT = { ...STORE, kind: "status", status: 409 };

  test.each([
    ["that it shows", null],
    ["that it does not name", { ...LIST, ...UNNAMED_AND_NAMED }],
    ["that it refuses to list", { ...LIST, kind: "status", status: 400 }],
  ])("is done when the platform has the message, %s", async (_how, list) => {
    const person = await somebody();
    const message = await inbound(person);
    await product.control.fault({ ...CONFLICT, effect: true });
    if (list !== null) await product.control.fault(list);
    await recordInbound(product.needs, message);
    await age(person);
    await recordInbound(product.needs, message);
    expect(await copiesOf(person)).toBe(1);
  });

  test("is refused when the platform's list does not have the message", async () => {
    const person = await somebody();
    await product.control.fault(CONFLICT);
    await expect(recordInbound(product.needs, await inbound(person))).rejects.toMatchObject({
      code: "voice-agent.refused",
      status: 409,
    });
  });

  test("waits for the platform's list while that cannot be read", async () => {
    const person = await somebody();
    const message = await inbound(person);
    await product.control.fault({ ...CONFLICT, effect: true });
    await product.control.fault({ ...LIST, kind: "status", status: 503, count: 1 });
    await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
      code: "voice-agent.unavailable",
    });
    await age(person);
    await recordInbound(product.needs, message);
    expect(await copiesOf(person)).toBe(1);
  });
});

describe("a list that does not name its messages", () => {
  beforeAll(() => product.control.set({ history_names: false }));
  afterAll(() => product.control.set({ history_names: true }));

  const fails = (message: InboundMessage) =>
    expect(recordInbound(product.needs, message)).rejects.toMatchObject({
      code: "voice-agent.unavailable",
    });
  const storeBefore = (message: InboundMessage, mid: string, more: Partial<InboundMessage> = {}) =>
    recordInbound(product.needs, {
      ...message,
      ...more,
      externalMessageId: `${mid}_${message.externalUserId}`,
    });
  const FAILED = { ...STORE, kind: "status", status: 500 };
  /** How many there are after a store that was answered 500, and another try. */
  const copiesAfter = async (message: InboundMessage, fault: Record<string, unknown> = FAILED) => {
    await product.control.fault(fault);
    await fails(message);
    await age(message.externalUserId);
    await recordInbound(product.needs, message);
    return copiesOf(message.externalUserId);
  };

  test.each([
    ["stored", true],
    ["not stored", false],
  ])("a message that was %s and answered 500 is there once", async (_how, effect) => {
    const person = await somebody();
    const message = await inbound(person);
    await storeBefore(message, "m_same");
    await storeBefore(message, "m_else", { text: "Hello?" });
    expect(await copiesAfter(message, { ...FAILED, effect })).toBe(3);
  });

  test("a message without text is counted by its place-holder", async () => {
    const person = await somebody();
    const picture = { text: null, attachments: [{ type: "image" }] };
    const message = { ...(await inbound(person)), ...picture };
    await storeBefore(message, "m_same");
    await product.control.fault({ ...FAILED, effect: true });
    await fails(message);
    await recordInbound(product.needs, message);
    expect(await copiesOf(person)).toBe(2);
  });

  test("an earlier text of a message counts as stored", async () => {
    const person = await somebody();
    const message = await inbound(person);
    await storeBefore(message, "m_same");
    await product.sql`update messages set text = 'Bye', edits = '[{"text": "Hi", "at": ""}]'
      where external_message_id = ${`m_same_${person}`}`;
    expect(await copiesAfter(message)).toBe(2);
  });

  test("one that its customer took back counts as stored", async () => {
    const person = await somebody();
    const message = await inbound(person);
    await storeBefore(message, "m_same");
    await product.sql`update messages set text = null, deleted_at = now()
      where external_message_id = ${`m_same_${person}`}`;
    expect(await copiesAfter(message)).toBe(2);
  });

  test("messages that we do not know any more are not taken for this one", async () => {
    const person = await somebody();
    const message = await inbound(person);
    for (const mid of ["m_same", "m_again"]) {
      await storeBefore(message, mid);
      await product.sql`delete from messages where external_message_id = ${`${mid}_${person}`}`;
    }
    expect(await copiesAfter(message)).toBe(3);
  });

  test("pictures that fill the list prove the absence of one more", async () => {
    const person = await somebody();
    const message = {
      ...(await inbound(person)),
      text: null,
      attachments: [{ type: "image" }],
    };
    for (let index = 0; index < 10; index += 1) await storeBefore(message, `m_${index}`);
    expect(await copiesAfter(message)).toBe(11);
  });

  test("a success that cannot be the platform's is not believed when the list lacks the message", async () => {
    const person = await somebody();
    const message = await inbound(person);
    await storeBefore(message, "m_else", { text: "Hello?" });
    expect(await copiesAfter(message, { ...STORE, kind: "html", status: 200 })).toBe(2);
  });

  test("a full list proves an absence when it reaches further back, and only then", async () => {
    const person = await somebody();
    const message = await inbound(person);
    await storeBefore(message, "m_else", { text: "Before" });
    await product.control.fault(FAILED);
    await fails(message);
    await storeOthers(person, 10);
    await age(person);
    await expect(recordInbound(product.needs, message)).rejects.toMatchObject({
      code: "conversations.store-unproven",
    });

    const other = await somebody();
    const second = await inbound(other);
    await storeBefore(second, "m_else", { text: "Before" });
    await product.control.fault(FAILED);
    await fails(second);
    await storeOthers(other, 9);
    await age(other);
    await recordInbound(product.needs, second);
    expect(await copiesOf(other)).toBe(11);
  });
});
