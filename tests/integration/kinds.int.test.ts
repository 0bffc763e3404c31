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

let people = 8_000;
async function somebody(account: string): Promise<string> {
  people += 1;
  const url = `${product.sandbox}/control/guests?account_id=${account}&count=${people}`;
  const rows = (await (await fetch(url)).json()) as { person_id: string }[];
  return rows.at(-1)?.person_id ?? "";
}

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
const attached = (...attachments: unknown[]) => ({ message: { mid: "MID", attachments } });

type Expected = {
  kind?: string;
  text?: string | null;
  details?: Record<string, unknown>;
  toldText?: string;
  toldType?: string;
  /** For events from which no row follows. */
  ignored?: string;
};

/** By account: the event's own members, with MID in place of an id of its own, and what becomes of it. */
const CASES: [name: string, account: string, event: Event, expected: Expected][] = [
  ["text", PAGE, { message: { mid: "MID", text: "Hello" } }, { text: "Hello", toldType: "text" }],
  ["text", INSTAGRAM, { message: { mid: "MID", text: "Привет" } }, { text: "Привет" }],
  [
    "quick reply",
    PAGE,
    { message: { mid: "MID", text: "Blue", quick_reply: { payload: "COLOR_BLUE" } } },
    { text: "Blue", details: { quick_reply: { payload: "COLOR_BLUE" } } },
  ],
  [
    "ad context",
    PAGE,
    {
      message: {
        mid: "MID",
        text: "hi",
        referral: { source: "ADS", ad_id: 9, ads_context_data: { ad_title: "Boots" } },
      },
    },
    { details: { referral: { ad_id: "9", ad_title: "Boots", source: "ADS" } } },
  ],
  [
    "commands",
    PAGE,
    { message: { mid: "MID", text: "flights", commands: [{ name: "flights" }, 7] } },
    { details: { commands: ["flights"] } },
  ],
  ...["image", "audio", "video", "file"].map((type): (typeof CASES)[number] => [
    type,
    type === "file" ? PAGE : INSTAGRAM,
    attached(media(type)),
    { text: null, toldText: `[${type}]`, toldType: "attachment" },
  ]),
  [
    "sticker",
    PAGE,
    attached({ type: "sticker", payload: { sticker_id: 1 } }),
    { toldText: "[sticker]" },
  ],
  [
    "sticker in the old form",
    PAGE,
    attached({ type: "image", payload: { sticker_id: "1", url: "https://x.fbcdn.net/1" } }),
    { toldText: "[sticker]" },
  ],
  ["two pictures", PAGE, attached(media("image"), media("image")), { toldText: "[2 images]" }],
  [
    "fallback without payload",
    PAGE,
    attached({ type: "fallback", payload: null }),
    { toldText: "[link]" },
  ],
  ["story mention", INSTAGRAM, attached(media("story_mention")), { toldText: "[story mention]" }],
  ["ephemeral", INSTAGRAM, attached({ type: "ephemeral" }), { toldText: "[view-once media]" }],
  [
    "an unknown type",
    PAGE,
    attached({ type: "hologram", payload: {} }),
    { toldText: "[attachment]" },
  ],
  [
    "location",
    PAGE,
    attached({ type: "location", payload: { coordinates: { lat: 1.5, long: 2 } } }),
    { toldText: "[location: 1.5, 2]" },
  ],
  [
    "story reply",
    INSTAGRAM,
    {
      message: {
        mid: "MID",
        text: "nice",
        reply_to: { story: { url: "https://x.test/s", id: 1 } },
      },
    },
    { details: { story: { url: "https://x.test/s" } } },
  ],
  [
    "unsupported",
    INSTAGRAM,
    { message: { mid: "MID", is_unsupported: true } },
    {
      kind: "message",
      text: null,
      details: { is_unsupported: true },
      toldText: "[unsupported message]",
    },
  ],
  [
    "postback",
    PAGE,
    { postback: { mid: "MID", title: "Get started", payload: "GET_STARTED" } },
    {
      kind: "postback",
      text: "Get started",
      details: { postback: { payload: "GET_STARTED" } },
      toldText: "Get started",
      toldType: "postback",
    },
  ],
  [
    "postback without mid",
    INSTAGRAM,
    { postback: { title: "Menu" } },
    { kind: "postback", text: "Menu" },
  ],
  [
    "referral",
    PAGE,
    { referral: { ref: "shop", source: "SHORTLINK" } },
    { kind: "referral", toldText: "[opened from a link: shop]", toldType: "referral" },
  ],
  [
    "opt-in",
    PAGE,
    { optin: { type: "notification_messages", title: "News", payload: "p" } },
    { kind: "optin", toldText: "[agreed to get messages: News]" },
  ],
  [
    "stopped notifications",
    PAGE,
    { optin: { title: "News", notification_messages_status: "STOP NOTIFICATIONS" } },
    { kind: "optin", toldText: "[stop notifications: News]" },
  ],
  [
    "account linking",
    PAGE,
    { account_linking: { status: "linked", authorization_code: "z" } },
    { kind: "account_linking", details: { account_linking: { status: "linked" } } },
  ],
  [
    "order",
    PAGE,
    { order: { products: [{ name: "Boots", quantity: "2" }], note: "soon" } },
    { kind: "order", toldText: "[order: 2 × Boots: soon]" },
  ],
  [
    "feedback",
    PAGE,
    { messaging_feedback: { feedback_screens: [{ questions: { q: { payload: "5" } } }] } },
    { kind: "feedback", details: { feedback: { answers: ["5"] } } },
  ],
  [
    "feedback on one message",
    PAGE,
    { response_feedback: { feedback: "Good response", mid: "m_k" } },
    { kind: "feedback", toldText: "[feedback: Good response]" },
  ],
  ["form", PAGE, { form: { anything: 1 } }, { kind: "form", toldText: "[form filled in]" }],
  [
    "a reaction to a message that is not known",
    INSTAGRAM,
    { reaction: { mid: "m_never", action: "react", reaction: "love", emoji: "❤" } },
    { kind: "reaction", toldText: "[reaction ❤]", toldType: "reaction" },
  ],
  ["a kind that nobody knows", PAGE, { telepathy: { deep: true } }, { ignored: "" }],
];

describe("each kind is kept as what it is, and told to dm-voice-agent once", () => {
  test.each(CASES)("%s (%s)", async (_name, account, event, expected) => {
    const person = await somebody(account);
    const own = JSON.parse(JSON.stringify(event).replaceAll("MID", `m_${person}`)) as Event;
    const body = by(person, account, own);
    await deliver(account, [body]);
    await deliver(account, [body]);
    const [dealt, ...copies] = await done(person, 1);
    expect(copies).toEqual([]);
    if (expected.ignored !== undefined) {
      expect(dealt?.status).toBe("ignored");
      expect(await told(person)).toEqual([]);
      return;
    }
    expect(dealt).toMatchObject({ status: "processed", last_error: null });
    const { messages } = await thread(person);
    expect(messages).toHaveLength(1);
    const { kind = "message", text, details = {} } = expected;
    expect(messages[0]).toMatchObject({ kind, details });
    if (text !== undefined) expect(messages[0]?.text).toBe(text);
    const [known, ...doubled] = await allTold(person, 1);
    expect(doubled).toEqual([]);
    if (expected.toldText !== undefined) expect(known?.message_text).toBe(expected.toldText);
    if (expected.toldType !== undefined) expect(known?.message_type).toBe(expected.toldType);
  });
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

  test("an edit that names nobody finds its conversation by the message", async () => {
    const person = await somebody(INSTAGRAM);
    const mid = `m_${person}`;
    await deliver(INSTAGRAM, [by(person, INSTAGRAM, { message: { mid, text: "old" } })]);
    await done(person, 1);
    await deliver(INSTAGRAM, [
      { timestamp: Date.now(), message_edit: { mid, text: "new", num_edit: 1 } },
    ]);
    await until("it reads new", async () => (await thread(person)).messages[0]?.text === "new");
  });

  test("and waits for it when it came first", async () => {
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

  test("an edit whose message never comes is kept and holds nobody up for long", async () => {
    const edit = { message_edit: { mid: "m_nowhere", text: "new", num_edit: 1 } };
    await deliver(INSTAGRAM, [{ timestamp: Date.now(), ...edit }]);
    await until("it stands alone", async () => {
      const [row] = await product.sql<{ why: string; status: string }[]>`
        select status, last_error as why from webhook_events
        where payload #>> '{message_edit,mid}' = 'm_nowhere'`;
      return row?.status === "ignored" && row.why === "unknown_message";
    });
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
    expect((await allTold(person, 2)).at(-1)).toMatchObject({ message_type: "unsend" });
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

  test("a reply quotes the message that it answers", async () => {
    const person = await somebody(PAGE);
    const first = `m_${person}`;
    await deliver(PAGE, [by(person, PAGE, { message: { mid: first, text: "first" } })]);
    await deliver(PAGE, [
      by(person, PAGE, { message: { mid: `${first}_2`, text: "this", reply_to: { mid: first } } }),
    ]);
    await done(person, 2);
    const { messages } = await thread(person);
    expect(messages[1]?.target).toEqual({ message_id: messages[0]?.id, text: "first" });
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

  test.each([
    ["somebody in Messenger's inbox", PAGE, { app_id: INBOX_APP }, "page_inbox"],
    ["somebody in Instagram's inbox", INSTAGRAM, {}, "page_inbox"],
    ["another app", PAGE, { app_id: "4711" }, "other_app"],
  ])("%s answers, once, and the agent is silent", async (_who, account, more, origin) => {
    const { person, at } = await talk(account);
    const said = echo(
      person,
      account,
      { mid: `e_${person}`, text: "I am here", ...more },
      at + 9_000,
    );
    await deliver(account, [said]);
    await deliver(account, [said]);
    await done(person, 2);
    const { messages, conversation } = await thread(person);
    expect(messages[1]).toMatchObject({ origin, text: "I am here", handled_by: "human_agent" });
    expect(conversation.paused).toMatchObject({ by: "page_inbox" });
    const [, answer, ...doubled] = await allTold(person, 2);
    expect(answer).toMatchObject({ direction: "outbound", handled_by: "human_agent" });
    expect(doubled).toEqual([]);
  });

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

  test("and takes it back again", async () => {
    const { person, at } = await talk(INSTAGRAM);
    const mid = `e_${person}`;
    await deliver(INSTAGRAM, [echo(person, INSTAGRAM, { mid, text: "Oops" }, at + 9_000)]);
    await done(person, 2);
    await deliver(INSTAGRAM, [echo(person, INSTAGRAM, { mid, is_deleted: true }, at + 10_000)]);
    await until("it is gone", async () => (await thread(person)).messages[1]?.deleted_at != null);
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

test("Instagram's receipts name a message", async () => {
  const person = await somebody(INSTAGRAM);
  const at = Date.now() - 60_000;
  await deliver(INSTAGRAM, [
    by(person, INSTAGRAM, { message: { mid: `m_${person}`, text: "hi" } }, at),
    echo(person, INSTAGRAM, { mid: `e_${person}`, text: "yes" }, at + 9_000),
  ]);
  await done(person, 2);
  await deliver(INSTAGRAM, [by(person, INSTAGRAM, { read: { mid: `e_${person}` } })]);
  await done(person, 3);
  expect((await thread(person)).messages[1]?.delivery).toBe("read");
});

test("another app gets the conversation and gives it back: the agent follows", async () => {
  const person = await somebody(PAGE);
  await deliver(PAGE, [by(person, PAGE, { message: { mid: `m_${person}`, text: "hi" } })]);
  await deliver(PAGE, [by(person, PAGE, { pass_thread_control: { new_owner_app_id: 222 } })]);
  await done(person, 2);
  expect((await thread(person)).conversation.paused).toMatchObject({ by: "thread_control" });
  const own = product.needs.settings.FACEBOOK_APP_ID;
  await deliver(PAGE, [
    by(person, PAGE, {
      take_thread_control: { previous_owner_app_id: "222", new_owner_app_id: own },
    }),
  ]);
  await done(person, 3);
  const { conversation, messages } = await thread(person);
  expect(conversation.paused).toBeNull();
  expect(messages.filter(({ kind }) => kind === "handover")).toHaveLength(2);
  expect(await told(person)).toHaveLength(1);
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
  const { events } = await listEvents(product.needs, product.viewer, {});
  expect(events[0]).toMatchObject({ page_id: "0", status: "ignored", error: "test_event" });
});
