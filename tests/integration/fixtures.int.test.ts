import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { changeSettings } from "#lib/channels/change-channel.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { getConversation } from "#lib/conversations/get-conversation.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import type { AlertKind } from "#lib/forms/alert-kinds.ts";
import type { MessageView, Platform } from "#lib/forms/views.ts";
import { FIXTURES } from "#tests/fixtures/all.ts";
import { whyAbsent } from "#tests/fixtures/fields.ts";
import {
  type Body,
  type Fixture,
  type Place,
  type Seen,
  titleOf,
} from "#tests/fixtures/fixture.ts";
import { greeting } from "#tests/fixtures/frame.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const ACCOUNTS = { facebook: "104829375610284", instagram: "17841405309211844" } as const;
const OTHER_PAGE = "113520984417735";
const PLATFORMS = ["facebook", "instagram"] as const;
const ALL = Object.values(FIXTURES).flat();

let product: Product;
const customers: Record<Platform, string[]> = { facebook: [], instagram: [] };

beforeAll(async () => {
  product = await startProduct();
  await product.control.set({ webhooks_dropped: true });
  await connect(product);
  const { needs, viewer } = product;
  const page_id = ACCOUNTS.facebook;
  await registerChannel(needs, viewer, { platform: "facebook", page_id });
  await registerChannel(needs, viewer, { platform: "instagram", page_id });
  await registerChannel(needs, viewer, { platform: "facebook", page_id: OTHER_PAGE });
  for (const { id } of await listChannels(needs, viewer)) {
    await changeSettings(needs, viewer, { id, ai_enabled: false });
  }
  for (const platform of PLATFORMS) {
    const query = `account_id=${ACCOUNTS[platform]}&count=${ALL.length}`;
    const answer = await fetch(`${product.sandbox}/control/guests?${query}`);
    const guests = z.array(z.looseObject({ person_id: z.string() })).parse(await answer.json());
    customers[platform] = guests.map(({ person_id }) => person_id);
  }
});
afterAll(() => product.stop());

/** What one page is told, and samples that are always the same, must not stand in the next test's way. */
afterEach(async () => {
  await product.sql`delete from webhook_events where page_id = '0'`;
  await product.sql`delete from alerts`;
  await product.sql`delete from upstream_pauses`;
});

describe.each(PLATFORMS)("%s", (platform) => {
  const cases = ALL.filter((fixture) => whyAbsent(fixture, platform) === null).map(
    (fixture) => [titleOf(fixture, platform), fixture] as const,
  );

  test.each(cases)("%s", async (_title, fixture) => {
    const place = placeFor(fixture, platform);
    const { becomes } = fixture;
    if (fixture.isAnswered) await answerFirst(place);
    if (fixture.before !== undefined) await dealt(fixture.before(place));
    await allStored();
    const known = await thread(place);
    const toldBefore = await told(place);

    const { ignored, others = [] } = becomes;
    const events = await dealt(fixture.body(place));
    expect(await dealt(fixture.body(place)), "a copy changes nothing").toEqual([]);
    await allStored();
    expect(events).toEqual([
      { kind: fixture.kind, ...endOf(ignored) },
      ...others.map((other) => ({ kind: other.kind, ...endOf(other.ignored) })),
    ]);

    const { messages, paused } = await thread(place);
    const added = messages.filter(({ id }) => !known.messages.some((other) => other.id === id));
    expect(added).toHaveLength(becomes.row === undefined ? 0 : 1);
    if (becomes.row !== undefined) expectSeen(added[0], becomes.row);
    if (becomes.changes !== undefined) {
      const { direction = "inbound" } = becomes.changes;
      expectSeen(
        messages.find((one) => !added.includes(one) && one.direction === direction),
        becomes.changes,
      );
    }
    expect(paused).toBe(becomes.paused ?? null);
    await expectTold(place, toldBefore.length, becomes.told);
    await expectAlert(becomes.alert);
  });
});

function placeFor(fixture: Fixture, platform: Platform): Place {
  const customer = customers[platform][ALL.indexOf(fixture)] ?? "";
  return {
    platform,
    customer,
    account: ACCOUNTS[platform],
    otherAccount: OTHER_PAGE,
    appId: product.needs.settings.FACEBOOK_APP_ID,
    mid: (word = "message") => `m_${customer}_${word}`,
    at: Date.now() - 60_000,
    answer: { mid: "", id: "" },
  };
}

/** Delivers a body and waits until its new events are dealt with; their ends, in order. */
async function dealt(body: Body) {
  const [last] = await product.sql<{ seq: string }[]>`
    select coalesce(max(seq), 0) as seq from webhook_events`;
  const [posted] = await product.control.deliver({ body });
  expect(posted?.status).toBe(200);
  return until("all its events are dealt with", async () => {
    const rows = await product.sql<{ kind: string; status: string; why: string | null }[]>`
      select event_type as kind, status, last_error as why from webhook_events
      where seq > ${last?.seq ?? 0} order by seq`;
    return rows.every(({ status }) => ["processed", "ignored", "dead"].includes(status)) && rows;
  });
}

/** What the page says is stored by a job of its own, after its event is done. */
async function allStored(): Promise<void> {
  await until("dm-voice-agent has what the page said", async () => {
    const waiting = await product.sql`
      select 1 from messages where kind = 'message' and direction = 'outbound'
      and stored_at_voice_agent_at is null`;
    return waiting.length === 0;
  });
}

function endOf(ignored: string | null | undefined) {
  if (ignored === undefined) return { status: "processed", why: null };
  return { status: "ignored", why: ignored };
}

async function thread({ customer, account }: Place) {
  const [row] = await product.sql<{ id: string }[]>`
    select c.id from conversations c join crm_channels h on h.id = c.crm_channel_id
    where c.external_user_id = ${customer} and h.platform_page_id = ${account}`;
  if (row === undefined) return { id: "", messages: [], paused: null };
  const { needs, viewer } = product;
  const page = await listMessages(needs, viewer, { conversation_id: row.id });
  const conversation = await getConversation(needs, viewer, row.id);
  const messages = page?.messages.toReversed() ?? [];
  return { id: row.id, messages, paused: conversation?.paused?.by ?? null };
}

function expectSeen(message: MessageView | undefined, { isGone, ...seen }: Seen): void {
  expect(message).toMatchObject(seen);
  expect(message?.deleted_at != null).toBe(isGone === true);
}

async function told({ customer }: Place) {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(({ external_user_id }) => external_user_id === customer);
}

async function expectTold(place: Place, before: number, expected: Fixture["becomes"]["told"]) {
  if (expected === undefined) {
    expect(await told(place)).toHaveLength(before);
    return;
  }
  const all = await told(place);
  expect(all).toHaveLength(before + 1);
  const { direction = "inbound", text, kind, summary } = expected;
  const last = all.at(-1);
  expect(last).toMatchObject({
    direction,
    message_text: text,
    message_type: text === "[attachment]" ? "attachment" : "text",
  });
  expect([last?.metadata_json.kind, last?.metadata_json.attachment_summary]).toEqual([
    kind,
    summary,
  ]);
}

async function expectAlert(expected: AlertKind | undefined): Promise<void> {
  const open = async (kind: AlertKind) => {
    const rows = await product.sql`select 1 from alerts where kind = ${kind} and closed_at is null`;
    return rows.length;
  };
  if (expected !== undefined) {
    await until("there is one alert", async () => (await open(expected)) === 1);
  }
  if (expected !== "channel.policy") expect(await open("channel.policy")).toBe(0);
}

/** The customer writes, and a teammate answers. */
async function answerFirst(place: Place): Promise<void> {
  await dealt(greeting(place));
  const { id } = await thread(place);
  await writeAnswer(product.needs, product.viewer, {
    conversation_id: id,
    client_id: randomUUID(),
    text: "Of course",
  });
  const sent = await until("the answer is sent and stored", async () => {
    const [row] = await product.sql<{ id: string; mid: string }[]>`
      select id, external_message_id as mid from messages
      where conversation_id = ${id} and status = 'sent' and stored_at_voice_agent_at is not null`;
    return row;
  });
  place.answer = sent;
}
