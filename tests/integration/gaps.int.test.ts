import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { readGap } from "#lib/gaps/gap.ts";
import { keepReceiving } from "#lib/gaps/keep-receiving.ts";
import { noteReceiving } from "#lib/gaps/note-alive.ts";
import { requestRepair } from "#lib/gaps/request-repair.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import type { TaskName } from "#lib/queue/queues.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { seedConversation, seedMessage } from "#tests/support/seed.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";

let product: Product;
let facebook: string;
let instagram: string;

/** Without workers: what is in the queue is worked off when a test says so. */
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await connect(product);
  // On a busy machine calls reach Meta's end closer together than they were made.
  await product.control.set({ conversations_limit: false });
  facebook = await register("facebook");
  instagram = await register("instagram");
  await task("tend");
});
afterAll(() => product.stop());

beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.set({ webhooks_dropped: false, echoes_dropped: false });
  await workOff(product.needs);
});

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : "";
}

function task(name: TaskName) {
  return runTask(name, { ...product.needs, signal: new AbortController().signal });
}

/** A customer writes, and no webhook says so. */
async function writeUnheard(accountId: string, person: string, text: string): Promise<void> {
  await product.control.set({ webhooks_dropped: true });
  await write(accountId, person, text);
  await product.control.set({ webhooks_dropped: false });
}

/** So many guests write, and no webhook says so. */
async function crowdUnheard(people: number, first: number, text: string, timestamp?: number) {
  await product.control.set({ webhooks_dropped: true });
  await Promise.all(
    Array.from({ length: people }, (_, at) => write(SHOES, `guest-${first + at}`, text, timestamp)),
  );
  await product.control.set({ webhooks_dropped: false });
}

function write(account_id: string, person: string, text: string, timestamp = Date.now()) {
  return product.control.tell("messages", { account_id, person, text, timestamp, wait: true });
}

/** The texts that dm-voice-agent has from customers, in the order in which it got them. */
async function stored(prefix: string): Promise<string[]> {
  const { messages } = await product.control.voiceAgent();
  return messages
    .filter(
      ({ direction, message_text }) => direction === "inbound" && message_text.startsWith(prefix),
    )
    .map(({ message_text }) => message_text);
}

function eventsLike(text: string) {
  return product.sql<{ source: string; status: string; text: string }[]>`
    select source, status, payload #>> '{message,text}' as text from webhook_events
    where event_type = 'message' and payload #>> '{message,text}' like ${text} order by seq`;
}

const HOUR_MS = 60 * 60_000;
const anHourAgo = () => new Date(Date.now() - HOUR_MS);

async function repair(channelId: string, since = anHourAgo()): Promise<void> {
  await requestRepair(product.needs, { channelId, since, reason: "outage" });
  await workOff(product.needs);
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** As if a process had noted last then that it is there. */
async function noted(key: "alive" | "receiving", at: Date): Promise<void> {
  await product.sql`
    insert into system_state (key, value) values (${key}, ${JSON.stringify(at)}::jsonb)
    on conflict (key) do update set value = excluded.value`;
}

async function forgetReceivers(): Promise<void> {
  await product.sql`delete from system_state where key = 'receiving'`;
}

/** The channel is older than what the tests make it miss. */
async function age(channelId: string): Promise<void> {
  await product.sql`
    update crm_channels set created_at = now() - interval '30 days' where id = ${channelId}`;
}

test.each([
  ["Messenger", SHOES, () => facebook],
  ["Instagram", SHOES_INSTAGRAM, () => instagram],
])(
  "what no webhook of %s brought comes in once, in order, marked",
  async (name, account, channel) => {
    for (const number of [1, 2, 3]) await writeUnheard(account, "lena", `${name} lost ${number}`);
    await write(account, "tom", `${name} heard`);
    expect(await eventsLike(`${name} lost%`)).toEqual([]);

    await repair(channel());
    const events = [1, 2, 3].map((number) => ({
      source: "gap-repair",
      status: "processed",
      text: `${name} lost ${number}`,
    }));
    expect(await eventsLike(`${name} lost%`)).toEqual(events);
    expect((await eventsLike(`${name} heard`)).map(({ source }) => source)).toEqual(["webhook"]);
    expect(await stored(`${name} lost`)).toEqual(events.map(({ text }) => text));

    await repair(channel());
    expect(await eventsLike(`${name}%`)).toHaveLength(4);
    expect(await stored(name)).toHaveLength(4);
    const own = await product.sql`
      select 1 from webhook_events where source = 'gap-repair' and sender_id = page_id`;
    expect(own).toEqual([]);
    expect(await readGap(product.needs.db, channel())).toBeNull();
  },
);

test("what the page answered in Meta's inbox meanwhile comes in as such, once", async () => {
  await product.control.set({ webhooks_dropped: true });
  await write(SHOES, "guest-70", "page gap question");
  const answer = { account_id: SHOES, person: "guest-70", text: "page gap answer" };
  await product.control.tell("echo", { ...answer, wait: true });
  await product.control.set({ webhooks_dropped: false });
  await repair(facebook);
  await repair(facebook);
  const rows = await product.sql<{ origin: string; is_stored: boolean }[]>`
    select origin, stored_at_voice_agent_at is not null as is_stored from messages
    where text = 'page gap answer'`;
  expect(rows).toEqual([{ origin: "page_inbox", is_stored: true }]);
  const { messages } = await product.control.voiceAgent();
  expect(messages.filter(({ message_text }) => message_text === "page gap answer")).toHaveLength(1);
});

test("our own words that nothing names are not taken for somebody else's", async () => {
  await product.control.set({ echoes_dropped: true });
  await write(SHOES, "guest-71", "own words");
  await workOff(product.needs);
  const [sent] = await product.sql<{ id: string; mid: string; text: string }[]>`
    select a.id, a.external_message_id as mid, a.text from messages q
    join messages a on a.in_reply_to = q.id where q.text = 'own words'`;
  expect(sent?.mid).toEqual(expect.any(String));
  // As if Meta's list knew the message by another id than its answer and its echo.
  await product.sql`
    update messages set external_message_id = ${`other-${sent?.mid}`} where id = ${sent?.id}`;
  await repair(facebook);
  const rows = await product.sql`select 1 from webhook_events
    where dedupe_key like ${`%${sent?.mid}`} and status = 'ignored' and last_error = 'known_message'`;
  expect(rows).toHaveLength(1);
  expect(
    await product.sql`select 1 from messages where text = ${sent?.text} and origin is not null`,
  ).toEqual([]);
});

test("Meta's own late copy of what was repaired changes nothing", async () => {
  await writeUnheard(SHOES, "ravi", "copied");
  await repair(facebook);
  const [row] = await product.sql<{ payload: { sender: unknown; message: { mid: string } } }[]>`
    select payload from webhook_events where payload #>> '{message,text}' = 'copied'`;
  const copy = {
    sender: row?.payload.sender,
    recipient: { id: SHOES },
    timestamp: Date.now(),
    message: { mid: row?.payload.message.mid, text: "copied" },
  };
  const body = { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging: [copy] }] };
  await product.control.deliver({ body, record: false });
  await workOff(product.needs);
  expect(await eventsLike("copied")).toHaveLength(1);
  expect(await stored("copied")).toHaveLength(1);
});

test("nothing from before the gap, or before the channel was connected, comes in", async () => {
  await writeUnheard(SHOES, "amina", "too old");
  await repair(facebook, new Date(Date.now() + 2_000));
  expect(await eventsLike("too old")).toEqual([]);
  await product.sql`update crm_channels set created_at = now() + interval '2 seconds' where id = ${facebook}`;
  await repair(facebook);
  expect(await eventsLike("too old")).toEqual([]);
  await age(facebook);
  await repair(facebook);
  expect(await eventsLike("too old")).toHaveLength(1);
});

test("a list of several result pages is read to its end, two calls a second at most", async () => {
  await crowdUnheard(60, 100, "many");
  const [last] = (await product.control.log("?path=conversations")).slice(-1);
  await repair(facebook);
  expect(await eventsLike("many")).toHaveLength(60);

  const calls = await product.control.log(`?path=conversations&since=${last?.seq ?? 0}`);
  expect(calls.length).toBeGreaterThan(3);
  expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([200]));
  // Seen from Meta's end a call may be on its way for a little longer than the next one.
  const tookMs = (calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0);
  expect(tookMs).toBeGreaterThan((calls.length - 1) * 500 * 0.9);
});

test.each([
  ["in the first round", 0],
  ["after many rounds, as on a busy page", 50],
])("a conversation that moves up while the list is read is read too, %s", async (_when, rounds) => {
  const name = `guest-${300 + rounds}`;
  await writeUnheard(SHOES, name, `moved ${rounds} lost`);
  await sleep(1_100);
  await crowdUnheard(30, 301 + rounds, `above ${rounds}`);
  const [last] = (await product.control.log()).slice(-1);
  const since = new Date(Date.now() - 10_000);
  await requestRepair(product.needs, { channelId: facebook, since, reason: "outage" });
  await product.sql`update system_state set value = value || ${JSON.stringify({ rounds })}::jsonb
    where key = ${`gap:${facebook}`}`;
  const repairing = workOff(product.needs);
  await until("the first page is read", async () => {
    const calls = await product.control.log(`?path=conversations&since=${last?.seq ?? 0}`);
    return calls.length > 0;
  });
  await write(SHOES, name, `moved ${rounds} heard`);
  await repairing;
  expect((await eventsLike(`moved ${rounds}%`)).map(({ source }) => source).toSorted()).toEqual([
    "gap-repair",
    "webhook",
  ]);
  expect(await eventsLike(`above ${rounds}`)).toHaveLength(30);
});

test("stopped by a limit, it goes on later from where it was", async () => {
  await crowdUnheard(60, 200, "limited");
  await product.control.fault({
    server: "graph",
    path: "conversations",
    kind: "graph-error",
    code: 613,
    // One or two of the three result pages are read by then: the third comes after a second.
    between_ms: [950, 20_000],
  });
  await repair(facebook);
  const gap = await readGap(product.needs.db, facebook);
  expect(gap?.round?.after).toEqual(expect.any(String));
  expect(gap?.retryAt).not.toBeNull();
  expect([25, 50]).toContain((await eventsLike("limited")).length);

  await product.control.clearFaults();
  await product.sql`delete from upstream_pauses`;
  await product.sql`update system_state set value = value - 'retryAt' where key = ${`gap:${facebook}`}`;
  await task("repair-gaps");
  await workOff(product.needs);
  expect(await eventsLike("limited")).toHaveLength(60);
  expect(await readGap(product.needs.db, facebook)).toBeNull();
}, 90_000);

test("a limit of the lists alone holds no answer up; one of the app does", async () => {
  const limited = { server: "graph", path: "conversations", kind: "graph-error" };
  const pausedScopes = async () =>
    (
      await product.sql<{ scope: string }[]>`
        select scope from upstream_pauses where reason = 'rate-limited' and until > now()`
    ).map(({ scope }) => scope);
  await product.control.fault({ ...limited, code: 613 });
  await repair(facebook);
  expect((await readGap(product.needs.db, facebook))?.retryAt).not.toBeNull();
  expect(await pausedScopes()).toEqual([`list:${SHOES}`]);
  await write(SHOES, "guest-72", "beside a limit");
  await workOff(product.needs);
  const answers = await product.sql`
    select 1 from messages q join messages a on a.in_reply_to = q.id
    where q.text = 'beside a limit' and a.status = 'sent'`;
  expect(answers).toHaveLength(1);

  await product.control.clearFaults();
  await product.control.fault({ ...limited, code: 4 });
  await forgetLimits();
  await repair(facebook);
  expect(await pausedScopes()).toEqual(["app"]);
  await forgetLimits();
});

async function forgetLimits(): Promise<void> {
  await product.sql`delete from upstream_pauses`;
  await product.sql`delete from system_state where key = ${`gap:${facebook}`}`;
}

test("a request that comes while it runs is not lost", async () => {
  const { needs, sql } = product;
  const since = new Date(Date.now() - 60_000);
  await requestRepair(needs, { channelId: facebook, since, reason: "outage" });
  const now = new Date();
  const round = { startedAt: now, downTo: now, newest: null, after: null, pages: 0 };
  await sql`
    update system_state set value = value || ${JSON.stringify({ round })}::jsonb
    where key = ${`gap:${facebook}`}`;
  await requestRepair(needs, { channelId: facebook, since: anHourAgo(), reason: "outage" });
  await writeUnheard(SHOES, "julia", "meanwhile");
  await workOff(needs);
  expect(await eventsLike("meanwhile")).toHaveLength(1);
  expect(await readGap(needs.db, facebook)).toBeNull();
});

test("nor is one that comes while its first page is read", async () => {
  const { needs, control } = product;
  await writeUnheard(SHOES, "guest-73", "asked for meanwhile");
  const slow = { server: "graph", path: "conversations", kind: "latency", latency_ms: 2_000 };
  await control.fault({ ...slow, count: 1 });
  const since = new Date(Date.now() + 2_000);
  await requestRepair(needs, { channelId: facebook, since, reason: "outage" });
  const [last] = (await control.log()).slice(-1);
  const repairing = workOff(needs);
  await until("its first page is asked for", async () => {
    const calls = await control.log(`?path=conversations&since=${last?.seq ?? 0}`);
    return calls.length > 0;
  });
  await requestRepair(needs, { channelId: facebook, since: anHourAgo(), reason: "outage" });
  await repairing;
  expect(await eventsLike("asked for meanwhile")).toHaveLength(1);
  expect(await readGap(needs.db, facebook)).toBeNull();
});

test("a channel that waits for its admin keeps its gap until it is back", async () => {
  await writeUnheard(SHOES, "ines", "waited");
  await product.sql`update crm_channels set status = 'reauthorization_required' where id = ${facebook}`;
  await repair(facebook);
  expect(await readGap(product.needs.db, facebook)).not.toBeNull();
  expect(await eventsLike("waited")).toEqual([]);

  await product.sql`update crm_channels set status = 'active' where id = ${facebook}`;
  await task("repair-gaps");
  await workOff(product.needs);
  expect(await eventsLike("waited")).toHaveLength(1);
});

test("after an outage every channel is read, from a minute before it; a restart is none", async () => {
  await writeUnheard(SHOES, "guest-40", "during the outage");
  await writeUnheard(SHOES_INSTAGRAM, "guest-40", "during the outage");
  await age(instagram);
  await task("tend");
  expect(await readGap(product.needs.db, facebook)).toBeNull();

  const before = minutesAgo(20);
  await noted("alive", before);
  await task("tend");
  const gap = await readGap(product.needs.db, facebook);
  expect(gap?.since).toEqual(new Date(before.getTime() - 60_000));
  await workOff(product.needs);
  expect(await eventsLike("during%")).toHaveLength(2);
  await task("tend");
  expect(await readGap(product.needs.db, facebook)).toBeNull();
});

describe("where resident processes receive", () => {
  const minuteBefore = (time: Date) => new Date(time.getTime() - 60_000);

  test("their first note missed nothing, unless nobody was alive", async () => {
    const { needs } = product;
    await noteReceiving(needs);
    expect(await readGap(needs.db, facebook)).toBeNull();

    await forgetReceivers();
    const before = minutesAgo(20);
    await noted("alive", before);
    await noteReceiving(needs);
    expect((await readGap(needs.db, facebook))?.since).toEqual(minuteBefore(before));
    await workOff(needs);
    await task("tend");
    expect(await readGap(needs.db, facebook)).toBeNull();
  });

  test("what was missed while only they were away comes in once one is back", async () => {
    const { needs } = product;
    await writeUnheard(SHOES, "guest-41", "while nobody received");
    const before = minutesAgo(20);
    await noted("receiving", before);
    await task("tend");
    expect(await readGap(needs.db, facebook)).toBeNull();

    await noteReceiving(needs);
    expect((await readGap(needs.db, facebook))?.since).toEqual(minuteBefore(before));
    await workOff(needs);
    expect(await eventsLike("while nobody received")).toHaveLength(1);
    await noteReceiving(needs);
    expect(await readGap(needs.db, facebook)).toBeNull();
  });

  test("while one of them receives, nothing is missed, workers or not", async () => {
    const { needs } = product;
    await noteReceiving(needs);
    await noted("alive", minutesAgo(20));
    await task("tend");
    await noteReceiving(needs);
    expect(await readGap(needs.db, facebook)).toBeNull();
  });

  test("one that could not note it, as without its database, asks as soon as it can", async () => {
    const { needs } = product;
    const before = minutesAgo(6);
    await noted("receiving", before);
    let tries = 0;
    keepReceiving(async () => {
      tries += 1;
      // Once only, because the other tests are about other receivers.
      if (tries !== 3) throw new Error("no database");
      return needs;
    }, 100);
    const gap = await until("it is asked for", () => readGap(needs.db, facebook));
    expect(gap?.since).toEqual(minuteBefore(before));
    await workOff(needs);
    const [row] = await product.sql<{ value: string }[]>`
      select value from system_state where key = 'receiving'`;
    expect(Date.parse(row?.value ?? "")).toBeGreaterThan(minutesAgo(5).getTime());
  });
});

test("a channel that is silent against its habit is looked into, and somebody is told", async () => {
  const { needs, sql } = product;
  const channel = await channelRow();
  const conversation = await seedConversation(needs.db, channel);
  await sql`delete from messages where crm_channel_id = ${facebook}`;
  await sql`update crm_channels set repaired_until = null where id = ${facebook}`;
  const since = Date.now() - 10 * HOUR_MS;
  for (let at = 0; at < 60; at += 1) {
    await seedMessage(needs.db, conversation, { occurredAt: new Date(since - at * HOUR_MS) });
  }
  const alerts = () => sql<{ closed_at: Date | null }[]>`
    select closed_at from alerts where kind = 'channel.silent' and subject = ${facebook}`;

  await task("repair-gaps");
  expect(await readGap(needs.db, facebook)).toBeNull();
  await sql`
    update messages set occurred_at = occurred_at - interval '60 hours' where crm_channel_id = ${facebook}`;
  await writeUnheard(SHOES, "guest-50", "nobody heard");
  await task("repair-gaps");
  expect((await readGap(needs.db, facebook))?.reason).toBe("silent");
  await workOff(needs);
  expect(await eventsLike("nobody heard")).toHaveLength(1);
  expect(await alerts()).toEqual([{ closed_at: null }]);

  await task("repair-gaps");
  expect((await alerts()).map(({ closed_at }) => closed_at)).toEqual([null]);
  await write(SHOES, "guest-51", "heard again");
  await workOff(needs);
  await task("repair-gaps");
  expect((await alerts()).map(({ closed_at }) => closed_at !== null)).toEqual([true]);
});

test("more in the newest second than a result page holds: it looks again for a while, and is content", async () => {
  // Newer than all that is answered meanwhile.
  await crowdUnheard(60, 600, "same second", Date.now() + 60_000);
  const [last] = (await product.control.log("?path=conversations")).slice(-1);
  await repair(facebook, new Date());
  expect(await eventsLike("same second")).toHaveLength(60);
  expect(await readGap(product.needs.db, facebook)).toBeNull();
  const calls = await product.control.log(`?path=conversations&since=${last?.seq ?? 0}`);
  // At two a second, ten seconds and a round of three.
  expect(calls.length).toBeLessThan(40);
}, 90_000);

async function channelRow() {
  const channel = await findChannelById(product.needs.db, facebook);
  if (channel === null) throw new Error("The channel is gone");
  return channel;
}
