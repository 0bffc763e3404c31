import type { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import { listKnownDedupeKeys, noteRepaired } from "#db/queries/channel-health.ts";
import { type ChannelWithAgent, findChannelById } from "#db/queries/channels.ts";
import { listKnownExternalIds } from "#db/queries/messages.ts";
import { readClock } from "#db/queries/system-state.ts";
import { isWorking } from "#db/schema/channels.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { noteTrouble } from "#lib/channels/note-trouble.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { AppError } from "#lib/errors.ts";
import { isHandled } from "#lib/intake/handlers.ts";
import type { StoreDelivery } from "#lib/intake/store-delivery.ts";
import { log } from "#lib/log.ts";
import { eventKey } from "#lib/meta/events/event-keys.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { drain, type Waiting } from "#lib/queue/drain.ts";
import { changeGap, type Gap, type Round, readGap } from "./gap.ts";
import { type ListPage, readListPage } from "./read-page.ts";
import { afterPage, firstRound, nextRound } from "./rounds.ts";
import { toMissedEvents } from "./to-missed-events.ts";

export type RepairNeeds = {
  db: Db;
  boss: PgBoss;
  graph: GraphClient;
  tokenBox: TokenBox;
  storeDelivery: StoreDelivery;
};

type Job = { id: string; retryCount: number; data: { channelId: string }; signal: AbortSignal };
type Item = { channel: ChannelWithAgent; gap: Gap; round: Round };

/**
 * Brings in what a channel's webhooks did not, by the webhooks' own door. One result page of Meta's
 * list at a time; how far it got is remembered, so whoever takes over goes on from there.
 */
export function repairGap(job: Job, needs: RepairNeeds): Promise<void> {
  const { channelId } = job.data;
  return drain({
    ...needs,
    name: "repair-gap",
    job,
    next: (db) => nextPage(db, channelId),
    handle: (item) => handlePage(item, job.signal, needs),
  });
}

/** Further back nothing is brought in, whatever is asked. */
const REACH_MS = 7 * 24 * 60 * 60 * 1_000;

async function nextPage(db: Db, channelId: string): Promise<Waiting<Item>> {
  const gap = await readGap(db, channelId);
  if (gap === null) return null;
  const channel = await findChannelById(db, channelId);
  // The gap stays: a channel that works again gets a new job (lib/gaps/repair-gaps.ts).
  if (channel === null || !isWorking(channel.status)) return null;

  const now = await readClock(db);
  const waitMs = (gap.retryAt?.getTime() ?? 0) - now.getTime();
  if (waitMs > 0) return { inMs: waitMs };
  const begun = await begin(db, channel, now);
  return begun && { item: { channel, ...begun } };
}

/** Notes that it is being read, so that whoever asks from here on has it looked through again. */
async function begin(
  db: Db,
  channel: ChannelWithAgent,
  now: Date,
): Promise<Omit<Item, "channel"> | null> {
  let begun: Omit<Item, "channel"> | null = null;
  await changeGap(db, channel.id, (gap) => {
    const since = latest([gap.since, channel.createdAt, new Date(now.getTime() - REACH_MS)]);
    begun = { gap: { ...gap, since }, round: gap.round ?? firstRound(since, now) };
    return { ...gap, round: begun.round };
  });
  return begun;
}

async function handlePage(item: Item, signal: AbortSignal, needs: RepairNeeds): Promise<void> {
  const { channel, gap, round } = item;
  try {
    const pageToken = await pageTokenOf(channel, needs.tokenBox);
    const page = await readListPage({ channel, pageToken, since: gap.since, round, signal }, needs);
    await finishPage(item, page, await bringIn(page, channel, needs), needs);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn("gap repair waits", { channelId: channel.id, code: error.code });
    await noteTrouble(channel, error, needs);
    await postpone(item, error, needs.db);
  }
}

/**
 * What the page said is missing only when our history does not have it: echoes of our own messages
 * may never have come, and change nothing any more.
 *
 * @returns How many of the customers' messages were missing.
 */
async function bringIn(
  page: ListPage,
  channel: ChannelWithAgent,
  { db, storeDelivery }: RepairNeeds,
): Promise<number> {
  const now = new Date();
  const events = page.conversations.flatMap((one) => toMissedEvents(one, channel, now));
  const said = page.conversations.flatMap(({ messages }) => messages);
  const [known, kept] = await Promise.all([
    listKnownDedupeKeys(
      db,
      events.map(({ dedupeKey }) => dedupeKey),
    ),
    listKnownExternalIds(
      db,
      channel.id,
      said.map(({ mid }) => messageIdOf(mid)),
    ),
  ]);
  const pageId = channel.platformPageId;
  const keptEchoes = new Set([...kept].map((mid) => eventKey("message_echo", { pageId, mid })));
  const missing = events.filter(
    ({ dedupeKey }) => !known.has(dedupeKey) && !keptEchoes.has(dedupeKey),
  );
  if (missing.length === 0) return 0;
  await storeDelivery({
    deliveryId: uuidv7(),
    events: missing,
    raw: null,
    isHandled,
    source: "gap-repair",
  });
  log.info("missed messages brought in", { channelId: channel.id, count: missing.length });
  return missing.filter(({ eventType }) => eventType === "message").length;
}

/**
 * Each round is shorter than the one before, because only what changed during that one is read, as long
 * as fewer than 50 conversations change in a second: Meta shows 25 per read, and allows two reads a second.
 */
const ROUNDS_MAX = 100;

async function finishPage(
  { channel, gap, round: before }: Item,
  page: ListPage,
  found: number,
  { db, boss }: RepairNeeds,
): Promise<void> {
  await db.transaction(async (tx) => {
    let total = found;
    const clock = await readClock(tx);
    const { round, goesOn, mayHaveMissed } = afterPage(before, page, clock);
    const goesAgain = mayHaveMissed && gap.rounds + 1 < ROUNDS_MAX;
    await changeGap(tx, channel.id, (now) => {
      total = now.found + found;
      const rest = { ...now, since: gap.since, found: total, failed: 0, retryAt: null };
      if (goesOn) return { ...rest, round };
      if (goesAgain) return { ...rest, round: nextRound(round, clock), rounds: gap.rounds + 1 };
      if (now.again === null) return null;
      return { ...rest, since: now.again, again: null, round: null, rounds: 0, found: 0 };
    });
    if (goesOn || goesAgain) return;
    await noteRepaired(tx, channel.id, round.startedAt);
    if (gap.reason !== "silent" || total === 0) return;
    const { id, tenantId } = channel;
    await raiseAlert({ tx, boss }, { tenantId, kind: "channel.silent", subject: id });
  });
}

const WAIT_FIRST_MS = 5_000;
const WAIT_LONGEST_MS = 10 * 60_000;

/** Tried until it succeeds, ever less often: what is missing stays missing until then. */
async function postpone({ channel, round }: Item, error: AppError, db: Db): Promise<void> {
  const now = await readClock(db);
  await changeGap(db, channel.id, (gap) => {
    const grown = Math.min(WAIT_FIRST_MS * 2 ** gap.failed, WAIT_LONGEST_MS);
    const waitMs = Math.max(error.retryAfterMs ?? 0, grown * (0.5 + Math.random() / 2));
    // Meta forgets its cursors; from the top nothing is lost.
    const from = error.class === "refused" ? { ...round, after: null, pages: 0 } : round;
    return {
      ...gap,
      round: from,
      failed: gap.failed + 1,
      retryAt: new Date(now.getTime() + waitMs),
    };
  });
}

function latest(times: Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())));
}
