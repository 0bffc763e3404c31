import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { decideHeld } from "#lib/attention/decide-held.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";
const SEND = { server: "graph", method: "POST", path: "me/messages" };

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await registerChannel(needs, viewer, { platform: "instagram", page_id: SHOES });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
});
afterAll(() => product.stop());
beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.set({
    echoes_dropped: false,
    echo_before_answer: false,
    echo_delay_ms: 0,
    conversations_down: false,
  });
});

const somebody = (accountId: string) => product.control.somebody(accountId);

let mids = 0;
async function write(accountId: string, person: string, text: string): Promise<void> {
  mids += 1;
  const event = {
    sender: { id: person },
    recipient: { id: accountId },
    timestamp: Date.now(),
    message: { mid: `m_doubts_${mids}`, text },
  };
  const object = accountId === SHOES ? "page" : "instagram";
  const body = { object, entry: [{ id: accountId, time: Date.now(), messaging: [event] }] };
  await product.control.deliver({ body });
}

/** Our own view of what we sent to a person. */
function outbound(person: string) {
  return product.sql<{ status: string; error: string | null; stored: boolean; tries: number }[]>`
    select m.status, m.last_error as error, m.send_attempts as tries,
      m.stored_at_voice_agent_at is not null as stored
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound' order by m.created_at`;
}

/** Bubbles of ours that the customer sees, by the sandbox's own account of the thread. */
async function seenBy(accountId: string, person: string): Promise<string[]> {
  const response = await fetch(
    `${product.sandbox}/control/conversations?account_id=${accountId}&person_id=${person}`,
  );
  const bubbles = z
    .array(z.looseObject({ from: z.string(), text: z.string().nullish() }))
    .parse(await response.json());
  return bubbles.filter(({ from }) => from !== "customer").map(({ text }) => text ?? "");
}

const settled = (person: string, status: string) =>
  until(`it is ${status}`, async () => {
    const [row] = await outbound(person);
    return row?.status === status && (status !== "sent" || row.stored) && row;
  });

describe.each([
  ["Messenger", SHOES],
  ["Instagram", SHOES_INSTAGRAM],
])("on %s", (_name, account) => {
  test.each([
    ["the line is cut after the effect", { kind: "reset-after" }],
    ["Meta does it and answers 500", { kind: "graph-error", code: 2, effect: true }],
    ["Meta does it and answers with HTML", { kind: "html", status: 503, effect: true }],
    ["half of the answer arrives", { kind: "invalid-json", effect: true }],
  ])("%s: the echo settles it, and nothing is sent again", async (_what, fault) => {
    const person = await somebody(account);
    await product.control.fault({ ...SEND, ...fault, for_ms: 700 });
    await write(account, person, "Hi");
    expect(await settled(person, "sent")).toMatchObject({ tries: 1, error: null });
    expect(await seenBy(account, person)).toHaveLength(1);
  });

  test("without an echo Meta's own list settles it", async () => {
    const person = await somebody(account);
    await product.control.set({ echoes_dropped: true });
    await product.control.fault({ ...SEND, kind: "reset-after", for_ms: 700 });
    await write(account, person, "Hi");
    expect(await settled(person, "sent")).toMatchObject({ tries: 1 });
    expect(await seenBy(account, person)).toHaveLength(1);
  });

  test("two reads that prove its absence send it again", async () => {
    const person = await somebody(account);
    await product.control.set({ echoes_dropped: true });
    await product.control.fault({ ...SEND, kind: "reset-before", for_ms: 700 });
    await write(account, person, "Hi");
    expect(await settled(person, "sent")).toMatchObject({ tries: 2 });
    expect(await seenBy(account, person)).toHaveLength(1);
  });
});

test("the echo comes before the Send API's answer", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ echo_before_answer: true });
  await write(SHOES, person, "Hi");
  expect(await settled(person, "sent")).toMatchObject({ tries: 1, error: null });
  expect(await seenBy(SHOES, person)).toHaveLength(1);
});

test("without proof it is held, and a late echo still settles it", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ echo_delay_ms: 6_000 });
  await product.control.fault({ ...SEND, kind: "reset-after", for_ms: 700 });
  await product.control.fault({
    server: "graph",
    path: "conversations",
    kind: "graph-error",
    code: 200,
  });
  await write(SHOES, person, "Hi");
  expect(await settled(person, "held")).toMatchObject({ error: "replies.unproven" });
  const alerts = await product.sql<
    { kind: string }[]
  >`select kind from alerts where closed_at is null`;
  expect(alerts.map(({ kind }) => kind)).toContain("replies.held");
  expect(await settled(person, "sent")).toMatchObject({ tries: 1, error: null });
  expect(await seenBy(SHOES, person)).toHaveLength(1);
});

test("an empty list at Meta proves nothing: it is held, not sent again", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ echoes_dropped: true });
  await product.control.fault({ ...SEND, kind: "reset-after", for_ms: 700 });
  await product.control.fault({
    server: "graph",
    path: "conversations",
    kind: "wrong-type",
    body: '{"data":[]}',
    content_type: "application/json",
  });
  await write(SHOES, person, "Hi");
  await until("its list was read twice", async () => {
    const rows = await product.sql`
      select 1 from messages m join conversations c on c.id = m.conversation_id
      where c.external_user_id = ${person} and m.status = 'sending' and m.attempts >= 2`;
    return rows.length === 1;
  });
  expect(await outbound(person)).toMatchObject([{ status: "sending", tries: 1 }]);
  expect(await seenBy(SHOES, person)).toHaveLength(1);
});

test("another app's message with our id in its metadata settles nothing", async () => {
  const person = await somebody(SHOES);
  // Else a person's answer would silence the agent.
  await product.sql`update crm_channels set pause_on_page_answer = false`;
  await product.control.set({ echoes_dropped: true });
  await product.control.fault({ ...SEND, kind: "reset-before", for_ms: 700 });
  await write(SHOES, person, "Hi");
  const [row] = await until("it is in doubt", async () => {
    const rows = await product.sql<{ id: string }[]>`
      select m.id from messages m join conversations c on c.id = m.conversation_id
      where c.external_user_id = ${person} and m.status = 'sending'`;
    return rows.length > 0 && rows;
  });
  const echo = {
    sender: { id: SHOES },
    recipient: { id: person },
    // Before our answer: it does not make it unwanted.
    timestamp: Date.now() - 60_000,
    message: {
      mid: "m_forged",
      is_echo: true,
      app_id: 263902037430900,
      metadata: row?.id,
      text: "x",
    },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [echo] }] },
  });
  expect(await settled(person, "sent")).toMatchObject({ tries: 2 });
});

test.each([
  ["the line is cut after the effect", { kind: "reset-after" }],
  ["it is stored and answered 500", { kind: "status", status: 500, effect: true }],
  ["it never arrived", { kind: "reset-before" }],
  ["half of the answer arrives", { kind: "invalid-json", effect: true }],
])("dm-voice-agent, %s: each message is there once", async (_what, fault) => {
  const person = await somebody(SHOES);
  await product.control.fault({
    server: "voice-agent",
    path: "internal/messages",
    ...fault,
    count: 1,
  });
  await write(SHOES, person, "Hi");
  await settled(person, "sent");
  const { messages } = await product.control.voiceAgent();
  const mine = messages.filter(({ external_user_id }) => external_user_id === person);
  expect(mine.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
});

test("dm-voice-agent, a proxy answers 200 in its place: after a while it is stored", async () => {
  const person = await somebody(SHOES);
  await product.control.fault({
    ...{ server: "voice-agent", path: "internal/messages", kind: "html", status: 200, count: 1 },
  });
  await write(SHOES, person, "Hi");
  await until("it has begun", async () => {
    const begun = await product.sql`
      update messages m set store_started_at = store_started_at - interval '32 seconds'
      from conversations c where c.id = m.conversation_id and c.external_user_id = ${person}
        and m.store_started_at is not null returning m.id`;
    return begun.length > 0;
  });
  await settled(person, "sent");
  const { messages } = await product.control.voiceAgent();
  const mine = messages.filter(({ external_user_id }) => external_user_id === person);
  expect(mine.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
});

test("quick messages share one answer that has seen them all", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ agent_latency_ms: 900 });
  for (const text of ["Hi", "are you open", "tomorrow?"]) await write(SHOES, person, text);
  await settled(person, "sent");
  await product.control.set({ agent_latency_ms: 0 });
  expect(await seenBy(SHOES, person)).toHaveLength(1);
  expect(await outbound(person)).toHaveLength(1);
});

test("a message that comes late is stored and marked, and no old question is answered", async () => {
  const person = await somebody(SHOES);
  await write(SHOES, person, "newer");
  await settled(person, "sent");
  const late = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now() - 3 * 60 * 60_000,
    message: { mid: "m_late", text: "older" },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [late] }] },
  });
  await until("it is stored", async () => {
    const { messages } = await product.control.voiceAgent();
    return messages.some(({ external_msg_id }) => external_msg_id === "m_late");
  });
  const [row] = await product.sql<{ late: boolean }[]>`
    select is_late as late from messages where external_message_id = 'm_late'`;
  expect(row?.late).toBe(true);
  expect(await outbound(person)).toHaveLength(1);
});

async function act(person: string, timestamp: number, what: Record<string, unknown>) {
  const event = { sender: { id: person }, recipient: { id: SHOES }, timestamp, ...what };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
  });
}

test.each([
  ["reaction", { reaction: { mid: "m_none", action: "react", reaction: "love" } }],
  ["referral", { referral: { ref: "spring", source: "SHORTLINK", type: "OPEN_THREAD" } }],
])("a message that a %s overtook is answered", async (kind, later) => {
  const person = await somebody(SHOES);
  await act(person, Date.now(), later);
  await until("it is kept", async () => {
    const rows = await product.sql`
      select 1 from messages m join conversations c on c.id = m.conversation_id
      where c.external_user_id = ${person} and m.kind = ${kind}`;
    return rows.length === 1;
  });
  const message = { mid: `m_overtaken_${kind}`, text: "Hi" };
  await act(person, Date.now() - 10_000, { message });
  await settled(person, "sent");
});

test("a clock that is ahead neither silences the agent nor keeps the window open", async () => {
  const person = await somebody(SHOES);
  const ahead = { mid: "m_ahead", text: "from tomorrow" };
  await act(person, Date.now() + 20 * 60 * 60_000, { message: ahead });
  await settled(person, "sent");
  await write(SHOES, person, "and now?");
  await until("that is answered too", async () => (await outbound(person)).length === 2);
  const inTheFuture = await product.sql`
    select 1 from webhook_events where sender_id = ${person} and occurred_at > received_at
    union all
    select 1 from conversations where external_user_id = ${person} and last_inbound_at > now()`;
  expect(inTheFuture).toEqual([]);
});

test("outside the window the agent is not even asked, and the conversation says so", async () => {
  const person = await somebody(SHOES);
  await product.control.fault({
    server: "voice-agent",
    path: "generate",
    kind: "status",
    status: 503,
  });
  await write(SHOES, person, "Hi");
  await until("an answer is due", async () => {
    const rows = await product.sql`
      select 1 from conversations where external_user_id = ${person} and reply_attempts > 0`;
    return rows.length === 1;
  });
  await product.sql`
    update conversations set last_inbound_at = now() - interval '24 hours', reply_retry_at = now()
    where external_user_id = ${person}`;
  await product.control.clearFaults();
  expect(await settled(person, "failed")).toMatchObject({
    error: "replies.outside-window",
    tries: 0,
  });
});

test("a live delivery with an absurdly old time is answered: Meta itself decides on the window", async () => {
  const person = await somebody(SHOES);
  for (const text of ["first", "second"]) {
    const event = {
      sender: { id: person },
      recipient: { id: SHOES },
      timestamp: Date.UTC(2026, 0, 1),
      message: { mid: `m_old_${text}`, text },
    };
    await product.control.deliver({
      body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
    });
    await until("the agent was asked", async () => {
      const rows = await outbound(person);
      return rows.length === (text === "first" ? 1 : 2);
    });
  }
});

/** As Messenger repeats a message of ours. */
async function echo(person: string, id: string | undefined, mid: string): Promise<void> {
  const event = {
    sender: { id: SHOES },
    recipient: { id: person },
    timestamp: Date.now(),
    message: {
      mid,
      is_echo: true,
      app_id: product.needs.settings.FACEBOOK_APP_ID,
      metadata: id,
      text: "x",
    },
  };
  await product.control.deliver({
    body: { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [event] }] },
  });
}

async function inDoubt(person: string, status: "sending" | "held"): Promise<string> {
  const row = await until(`it is ${status}`, async () => {
    const rows = await product.sql<{ id: string }[]>`
      select m.id from messages m join conversations c on c.id = m.conversation_id
      where c.external_user_id = ${person} and m.status = ${status}`;
    return rows[0];
  });
  return row.id;
}

test("marked as sent and stored under our own id, it is not stored again under Meta's", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ echoes_dropped: true });
  await product.control.fault({ ...SEND, kind: "reset-after", for_ms: 700 });
  await product.control.fault({
    ...{ server: "graph", path: "conversations", kind: "graph-error", code: 200 },
  });
  await write(SHOES, person, "Hi");
  const id = await inDoubt(person, "held");
  const store = { server: "voice-agent", path: "internal/messages" };
  await product.control.fault({ ...store, kind: "status", status: 500, effect: true, count: 1 });
  await decideHeld(product.needs, product.viewer, { id, decision: "mark-sent" });
  await until("its store is in doubt", async () => {
    const rows = await product.sql`
      select 1 from messages where id = ${id} and store_started_at is not null and attempts > 0`;
    return rows.length === 1;
  });
  await echo(person, id, `m_late_${person}`);
  await settled(person, "sent");
  const { messages } = await product.control.voiceAgent();
  const answers = messages.filter(
    ({ external_user_id, direction }) => external_user_id === person && direction === "outbound",
  );
  expect(answers.map(({ external_msg_id }) => external_msg_id)).toEqual([id]);
});

test("an echo is heard although its conversation's events are put off", async () => {
  const person = await somebody(SHOES);
  await product.control.set({ echoes_dropped: true, conversations_down: true });
  await product.control.fault({ ...SEND, kind: "reset-after", for_ms: 700 });
  await write(SHOES, person, "Hi");
  const id = await inDoubt(person, "sending");
  await product.control.fault({
    ...{ server: "voice-agent", path: "internal/messages", kind: "status", status: 401 },
  });
  await write(SHOES, person, "Hello?");
  await until("its events are put off", async () => {
    const rows = await product.sql`
      select 1 from pgboss.job where name = 'drain-conversation'
      and singleton_key = ${`${SHOES}:${person}`} and state = 'created'
      and start_after > now() + interval '30 seconds'`;
    return rows.length === 1;
  });
  await echo(person, id, `m_late_${person}`);
  await until("it counts as sent", async () => (await outbound(person))[0]?.status === "sent");
});
