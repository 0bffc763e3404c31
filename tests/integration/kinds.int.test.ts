import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeSettings } from "#lib/channels/change-channel.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { getConversation } from "#lib/conversations/get-conversation.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { handBack, takeOver } from "#lib/conversations/take-over.ts";
import { listEvents } from "#lib/events/list-events.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
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
  await letAgentAnswer(false);
});
afterAll(() => product.stop());

async function letAgentAnswer(ai_enabled: boolean): Promise<void> {
  for (const { id } of await listChannels(product.needs, product.viewer)) {
    await changeSettings(product.needs, product.viewer, { id, ai_enabled });
  }
}

const somebody = (account: string) => product.control.somebody(account);

type Event = Record<string, unknown>;
type Frame = { list?: string; at?: number };

async function deliver(account: string, events: Event[], { list = "messaging" }: Frame = {}) {
  const object = account === INSTAGRAM ? "instagram" : "page";
  const entry = [{ id: account, time: Date.now(), [list]: events }];
  const [posted] = await product.control.deliver({ body: { object, entry } });
  expect(posted?.status).toBe(200);
}

const by = (person: string, account: string, more: Event, at = Date.now()): Event => ({
  sender: { id: person },
  recipient: { id: account },
  timestamp: at,
  ...more,
});
const echo = (person: string, account: string, message: Event, at = Date.now()): Event =>
  by(account, person, { message: { is_echo: true, ...message } }, at);

async function done(person: string, count: number) {
  return until(`${count} events are dealt with`, async () => {
    const rows = await product.sql<{ event_type: string; status: string; last_error: string }[]>`
      select event_type, status, last_error from webhook_events
      where payload::text like ${`%${person}%`} and status in ('processed', 'ignored', 'dead')
      order by occurred_at, seq`;
    return rows.length >= count ? rows : null;
  });
}

async function thread(person: string) {
  const [row] = await product.sql<{ id: string }[]>`
    select id from conversations where external_user_id = ${person}`;
  if (row === undefined) throw new Error("There is no conversation");
  const page = await listMessages(product.needs, product.viewer, { conversation_id: row.id });
  const conversation = await getConversation(product.needs, product.viewer, row.id);
  if (page === null || conversation === null) throw new Error("It cannot be read");
  return { id: row.id, conversation, messages: page.messages.toReversed() };
}

async function told(person: string) {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(({ external_user_id }) => external_user_id === person);
}

const allTold = (person: string, count: number) =>
  until("dm-voice-agent has it", async () => {
    const messages = await told(person);
    return messages.length >= count ? messages : null;
  });

const media = (type: string) => ({
  type,
  payload: { url: `https://scontent.fbcdn.net/${type}.bin` },
});

test("what lets somebody act for a customer stays in the event", async () => {
  const person = await somebody(PAGE);
  await deliver(PAGE, [
    by(person, PAGE, { account_linking: { status: "linked", authorization_code: "code-zz" } }),
    by(person, PAGE, { optin: { title: "News", notification_messages_token: "token-zz" } }),
  ]);
  const known = await allTold(person, 2);
  expect(JSON.stringify(known)).not.toMatch(/zz/);
  const rows = await product.sql`select 1 from messages where metadata::text like '%zz%'`;
  expect(rows).toEqual([]);
});

test("members that are called like the contract's do not take their places", async () => {
  const person = await somebody(PAGE);
  const message = { mid: `m_${person}`, text: "hi", platform: "x", page_id: 7, timestamp: "never" };
  await deliver(PAGE, [by(person, PAGE, { message })]);
  const [known] = await allTold(person, 1);
  expect(known?.metadata_json).toMatchObject({ platform: "facebook", page_id: PAGE });
});

describe("what is done to a message", () => {
  test.each([PAGE, INSTAGRAM])("edits keep their history in Meta's order (%s)", async (account) => {
    const person = await somebody(account);
    const [mid, at] = [`m_${person}`, Date.now() - 10_000];
    const edit = (text: string, num_edit: unknown, ms: number) =>
      by(person, account, { message_edit: { mid, text, num_edit } }, at + ms);
    await deliver(account, [by(person, account, { message: { mid, text: "one" } }, at)]);
    await deliver(account, [edit("three", "2", 2_000)]);
    await done(person, 2);
    await deliver(account, [edit("two", 1, 1_000)]);
    await done(person, 3);
    const { messages, conversation } = await thread(person);
    const message = messages.find(({ kind }) => kind === "message");
    expect(message?.text).toBe("three");
    expect(message?.edits.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(conversation.last_message_text).toBe("three");
    const texts = (await allTold(person, 3)).map(({ message_text }) => message_text);
    expect(texts.toSorted()).toEqual(["one", "three", "two"]);
  });

  test("an edit that names nobody waits for its message when it came first", async () => {
    const person = await somebody(INSTAGRAM);
    const mid = `m_${person}`;
    const at = Date.now() - 5_000;
    const edit = { timestamp: at + 1_000, message_edit: { mid, text: "new", num_edit: 1 } };
    await deliver(INSTAGRAM, [edit]);
    await until("the edit waits", async () => {
      const rows = await product.sql`
        select 1 from webhook_events where status = 'failed'
        and payload #>> '{message_edit,mid}' = ${mid}`;
      return rows.length === 1;
    });
    await deliver(INSTAGRAM, [by(person, INSTAGRAM, { message: { mid, text: "old" } }, at)]);
    await done(person, 1);
    await until("it reads new", async () => (await thread(person)).messages[0]?.text === "new");
    expect((await thread(person)).messages[0]?.edits).toMatchObject([{ text: "old" }]);
  });

  test("what is taken back is gone here too, and a trace stays", async () => {
    const person = await somebody(INSTAGRAM);
    const mid = `m_${person}`;
    const secret = `secret-${person}`;
    await deliver(INSTAGRAM, [
      by(person, INSTAGRAM, { message: { mid, text: secret, attachments: [media("image")] } }),
    ]);
    await done(person, 1);
    await deliver(INSTAGRAM, [by(person, INSTAGRAM, { message: { mid, is_deleted: true } })]);
    await done(person, 2);
    const { messages, conversation } = await thread(person);
    expect(messages[0]).toMatchObject({ text: null, attachments: [] });
    expect(messages[0]?.deleted_at).not.toBeNull();
    expect(conversation.last_message_text).toBe("[message deleted]");
    const rows = await product.sql`
      select 1 from webhook_events where payload::text like ${`%${secret}%`}
      union all select 1 from messages where text like ${`%${secret}%`}`;
    expect(rows).toEqual([]);
    expect((await allTold(person, 2)).at(-1)).toMatchObject({
      message_type: "text",
      metadata_json: { kind: "unsend" },
    });
  });

  test("what was taken back before it came is never kept", async () => {
    const person = await somebody(INSTAGRAM);
    const [mid, at] = [`m_${person}`, Date.now() - 5_000];
    await deliver(INSTAGRAM, [by(person, INSTAGRAM, { message: { mid, is_deleted: true } }, at)]);
    await done(person, 1);
    await deliver(INSTAGRAM, [
      by(person, INSTAGRAM, { message: { mid, text: "too late" } }, at - 1_000),
    ]);
    await done(person, 2);
    const { messages } = await thread(person);
    expect(messages.find(({ kind }) => kind === "message")).toMatchObject({ text: null });
    const texts = (await allTold(person, 2)).map(({ message_text }) => message_text);
    expect(texts).toEqual(["[message deleted]", "[message deleted]"]);
  });

  test.each([PAGE, INSTAGRAM])("a reaction comes, changes and goes (%s)", async (account) => {
    const person = await somebody(account);
    const mid = `m_${person}`;
    const at = Date.now() - 10_000;
    const react = (ms: number, more: Event) =>
      deliver(account, [by(person, account, { reaction: { mid, ...more } }, at + ms)]);
    const shown = async () =>
      (await thread(person)).messages.find(({ kind }) => kind === "message");
    await react(1, { action: "react", reaction: "love", emoji: "❤" });
    await done(person, 1);
    await deliver(account, [by(person, account, { message: { mid, text: "hi" } }, at)]);
    await done(person, 2);
    expect((await shown())?.reactions).toMatchObject([{ by: "customer", reaction: "love" }]);
    await react(2, { action: "react", reaction: "wow", emoji: "😮" });
    await done(person, 3);
    expect((await shown())?.reactions).toMatchObject([{ reaction: "wow" }]);
    await react(3, { action: "unreact" });
    await done(person, 4);
    expect((await shown())?.reactions).toEqual([]);
  });
});

describe("what the page says without us", () => {
  async function talk(account: string) {
    const person = await somebody(account);
    const at = Date.now() - 60_000;
    await deliver(account, [
      by(person, account, { message: { mid: `m_${person}`, text: "hi" } }, at),
    ]);
    await done(person, 1);
    return { person, at };
  }

  test("defect 24: a greeting that comes at once silences nobody", async () => {
    const { person, at } = await talk(PAGE);
    await deliver(PAGE, [
      echo(person, PAGE, { mid: `e_${person}`, text: "Welcome", app_id: INBOX_APP }, at + 500),
    ]);
    await done(person, 2);
    expect((await thread(person)).conversation.paused).toBeNull();
  });

  test("a channel may let the agent go on", async () => {
    const channels = await listChannels(product.needs, product.viewer);
    const id = channels.find(({ platform_page_id }) => platform_page_id === PAGE)?.id ?? "";
    await changeSettings(product.needs, product.viewer, { id, pause_on_page_answer: false });
    const { person, at } = await talk(PAGE);
    await deliver(PAGE, [
      echo(person, PAGE, { mid: `e_${person}`, text: "Hm", app_id: INBOX_APP }, at + 9_000),
    ]);
    await done(person, 2);
    expect((await thread(person)).conversation.paused).toBeNull();
    await changeSettings(product.needs, product.viewer, { id, pause_on_page_answer: true });
  });
});

test("defect 2: receipts move the states of this page's messages, by ms, and never back", async () => {
  const person = await somebody(PAGE);
  const at = Date.now() - 60_000;
  await deliver(PAGE, [
    by(person, PAGE, { message: { mid: `m_${person}`, text: "hi" } }, at),
    echo(person, PAGE, { mid: `e_${person}`, text: "yes", app_id: INBOX_APP }, at + 9_000),
  ]);
  await done(person, 2);
  const state = async () => (await thread(person)).messages[1]?.delivery;
  expect(await state()).toBe("sent");
  const steps: [Event, string][] = [
    [{ delivery: { watermark: at + 8_999 } }, "sent"],
    [{ delivery: { mids: [`e_${person}`], watermark: String(at + 9_000) } }, "delivered"],
    [{ read: { watermark: at + 9_001 } }, "read"],
    [{ read: { watermark: at } }, "read"],
  ];
  for (const [index, [event, expected]] of steps.entries()) {
    await deliver(PAGE, [by(person, PAGE, event)]);
    await done(person, 3 + index);
    expect(await state()).toBe(expected);
  }
  expect(await told(person)).toHaveLength(2);
});

test("Meta's word on a page's conduct reaches a person, and is taken back", async () => {
  const open = () => product.sql`
    select 1 from alerts where kind = 'channel.policy' and closed_at is null`;
  const notice = (action: string) =>
    deliver(PAGE, [
      { recipient: { id: PAGE }, timestamp: Date.now(), policy_enforcement: { action } },
    ]);
  const paused = () => product.sql`
    select 1 from upstream_pauses where scope = ${`page:${PAGE}`} and until > now()`;
  await notice("block");
  await until("there is an alert", async () => (await open()).length === 1);
  expect(await paused()).toHaveLength(1);
  await notice("unblock");
  await until("it is closed", async () => (await open()).length === 0);
  expect(await paused()).toEqual([]);
});

describe("the agent answers", () => {
  beforeAll(() => letAgentAnswer(true));

  test("a postback, and nothing that was only overheard", async () => {
    const [talker, overheard] = [await somebody(PAGE), await somebody(PAGE)];
    await deliver(
      PAGE,
      [by(overheard, PAGE, { message: { mid: `m_${overheard}`, text: "to another app" } })],
      { list: "standby" },
    );
    await done(overheard, 1);
    // To the sandbox only a message opens the window.
    await deliver(PAGE, [by(talker, PAGE, { message: { mid: `m_${talker}`, text: "hi" } })]);
    await allTold(talker, 2);
    await deliver(PAGE, [
      by(talker, PAGE, { postback: { mid: `m_${talker}_2`, title: "Prices", payload: "GO" } }),
    ]);
    const answers = await allTold(talker, 4);
    expect(answers.filter(({ direction }) => direction === "outbound")).toHaveLength(2);
    const { messages, conversation } = await thread(overheard);
    expect(messages).toMatchObject([{ text: "to another app", details: { is_standby: true } }]);
    expect([conversation.answering, await told(overheard)]).toMatchObject([false, [{}]]);
  });

  test("messages whose times cannot be true as if they were new, in their order", async () => {
    const person = await somebody(PAGE);
    const says = (text: string, at: number) =>
      by(person, PAGE, { message: { mid: `m_${person}_${text}`, text } }, at);
    const at = Date.now() - 3 * 24 * 3_600_000;
    const answered = (count: number) =>
      until("the agent has answered", async () => {
        const { messages } = await thread(person);
        return messages.filter(({ direction }) => direction === "outbound").length === count;
      });
    // To the sandbox only a young message opens the window.
    await deliver(PAGE, [says("hi", Date.now())]);
    await done(person, 1);
    await answered(1);
    await deliver(PAGE, [says("one", at), says("two", at + 1_000)]);
    await answered(2);
    const texts = (await allTold(person, 5)).map(({ message_text: text }) => text);
    expect([texts[0], ...texts.slice(2, 4)]).toEqual(["hi", "one", "two"]);
    const { messages } = await thread(person);
    expect(messages.map(({ delivery }) => delivery)).not.toContain("failed");
  });

  test("nothing that was taken back before it came", async () => {
    const person = await somebody(PAGE);
    const [mid, at] = [`m_${person}`, Date.now() - 5_000];
    await deliver(PAGE, [by(person, PAGE, { message: { mid, is_deleted: true } }, at)]);
    await done(person, 1);
    await deliver(PAGE, [by(person, PAGE, { message: { mid, text: "too late" } }, at + 1_000)]);
    await done(person, 2);
    const { conversation } = await thread(person);
    expect(conversation).toMatchObject({
      answering: false,
      last_message_text: "[message deleted]",
    });
    expect(await told(person)).toHaveLength(2);
  });

  test("not while a teammate has taken over; a stranger can do nothing about it", async () => {
    const person = await somebody(PAGE);
    await deliver(PAGE, [by(person, PAGE, { message: { mid: `m_${person}`, text: "hi" } })]);
    await allTold(person, 2);
    const { id } = await thread(person);
    const stranger = await signUp(product.needs, "Strangers");
    expect(await takeOver(product.needs, stranger, id)).toBeNull();
    const first = await takeOver(product.needs, product.viewer, id);
    const again = await takeOver(product.needs, product.viewer, id);
    expect([first?.paused?.by, again?.paused?.since]).toEqual(["teammate", first?.paused?.since]);

    await deliver(PAGE, [by(person, PAGE, { message: { mid: `m_${person}_2`, text: "and?" } })]);
    await until("it is dealt with", async () => {
      const rows = await product.sql`select 1 from webhook_events
        where sender_id = ${person} and event_type = 'message' and status = 'processed'`;
      return rows.length === 2;
    });
    expect((await thread(person)).conversation.answering).toBe(false);
    expect(await told(person)).toHaveLength(3);

    expect((await handBack(product.needs, product.viewer, id))?.paused).toBeNull();
    await deliver(PAGE, [by(person, PAGE, { message: { mid: `m_${person}_3`, text: "hello?" } })]);
    await allTold(person, 5);
    const audit = await product.sql<{ action: string }[]>`
      select action from audit_log where target = ${id} order by created_at`;
    expect(audit.map(({ action }) => action)).toEqual([
      "conversation.takeover",
      "conversation.release",
    ]);
  });
});

test("a sample of Meta's dashboard makes no contact", async () => {
  const message = { mid: "random_mid", text: "random_text" };
  const value = {
    sender: { id: "12334" },
    recipient: { id: "23245" },
    timestamp: "1527459824",
    message,
  };
  await deliver(PAGE, [value]);
  await deliver(PAGE, [{ field: "messages", value }], { list: "changes" });
  const rows = await done("12334", 2);
  expect(rows).toMatchObject([
    { event_type: "message", status: "ignored", last_error: "test_event" },
    { event_type: "change.messages", status: "ignored", last_error: "test_event" },
  ]);
  const contacts = await product.sql`select 1 from conversations where external_user_id = '12334'`;
  expect(contacts).toEqual([]);

  const entry = [{ id: "0", time: Date.now(), changes: [{ field: "messages", value }] }];
  await product.control.deliver({ body: { object: "instagram", entry } });
  const sample = await until("the sample is dealt with", async () => {
    const { events } = await listEvents(product.needs, product.viewer, {});
    return events.find(({ page_id, status }) => page_id === "0" && status !== "received");
  });
  expect(sample).toMatchObject({ status: "ignored", error: "test_event" });
});
