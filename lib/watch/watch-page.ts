import type { Db } from "#db/client.ts";
import { hasOpenAlert } from "#db/queries/alerts.ts";
import { lastInboundAt, noteSubscription, noteTokenRefused } from "#db/queries/channel-health.ts";
import { type Channel, isWorking } from "#db/schema/channels.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { noteTrouble } from "#lib/channels/note-trouble.ts";
import { readInTurn } from "#lib/channels/read-in-turn.ts";
import { settleState } from "#lib/channels/settle-state.ts";
import { moveChannel } from "#lib/channels/transitions.ts";
import { AppError } from "#lib/errors.ts";
import { type GapRequest, noteGap, requestRepair } from "#lib/gaps/request-repair.ts";
import { log } from "#lib/log.ts";
import { listConversations } from "#lib/meta/conversations.ts";
import {
  ALL_FIELDS,
  CORE_FIELDS,
  readSubscription,
  subscribePage,
} from "#lib/meta/subscriptions.ts";
import { DEAD_TOKEN_CODES } from "#lib/meta/token-code.ts";
import { awaitTurn } from "#lib/pauses/pauses.ts";
import { refreshLooks } from "./refresh-looks.ts";
import type { WatchedPage, WatchNeeds } from "./watched-page.ts";

/**
 * Looks at one page, mends its subscription, and says what became of it.
 *
 * @param isAsked By a person, who is told when it cannot be looked at now.
 * @throws {AppError} only then.
 */
export async function watchPage(
  page: WatchedPage,
  needs: WatchNeeds,
  { isAsked = false }: { isAsked?: boolean } = {},
): Promise<void> {
  try {
    const { fields, wasMended } = await mend(page, needs);
    await noteSubscription(needs.db, idsOf(page), fields);
    const isRight = fields !== null && covers(fields, CORE_FIELDS);
    for (const channel of page.channels) {
      if (!isRight) await raise(channel, "channel.unsubscribed", needs);
      else await settle(channel, { page, wasMended }, needs);
      await needs.db.transaction((tx) => settleState(tx, channel));
    }
    await refreshLooks(page, needs, { isAsked });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn("subscription not checked", { channelId: page.channels[0].id, code: error.code });
    for (const channel of page.channels) await noteFailure(channel, error, needs);
    if (isAsked && error.remedy === "retry-later") throw error;
  }
}

/** What the page delivers now, read back after it was subscribed again. */
async function mend(page: WatchedPage, { graph, db }: WatchNeeds) {
  const { facebookPageId: pageId, pageToken, channels } = page;
  const read = { pageId, pageToken, appId: graph.options.appId };
  await awaitTurn(db, pageId);
  const found = await readSubscription(graph, read);
  const known = channels.find(({ subscribedFields }) => subscribedFields !== null);
  const wanted = [...CORE_FIELDS, ...(known?.subscribedFields ?? ALL_FIELDS)];
  if (found !== null && covers(found, wanted)) return { fields: found, wasMended: false };

  log.warn("page subscribed again", { channelId: channels[0].id, count: found?.length ?? 0 });
  // Without an optional field no message was missed.
  const wasDeaf = found === null || !covers(found, CORE_FIELDS);
  // When it cannot be mended, the screens say what is missing.
  if (wasDeaf) await noteSubscription(db, idsOf(page), found);
  await subscribePage(graph, pageId, pageToken);
  return { fields: await readSubscription(graph, read), wasMended: wasDeaf };
}

function idsOf({ channels }: WatchedPage): string[] {
  return channels.map(({ id }) => id);
}

function covers(fields: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((field) => fields.includes(field));
}

/** The page delivers what it should: what was wrong with the channel is over. */
async function settle(
  channel: Channel,
  { page, wasMended }: { page: WatchedPage; wasMended: boolean },
  needs: WatchNeeds,
): Promise<void> {
  const { db, boss } = needs;
  const { id } = channel;
  await db.transaction(async (tx) => {
    if (!isWorking(channel.status)) {
      const back = { to: "active", reason: null, by: null, ifSameToken: true } as const;
      const moved = await moveChannel(tx, channel, { ...back, ifReason: OVER_WHEN_IT_WORKS });
      if (moved !== "moved") return;
    }
    await closeAlert({ tx, boss }, { kind: "channel.token-invalid", subject: id });
    await closeAlert({ tx, boss }, { kind: "channel.unsubscribed", subject: id });
    if (wasMended) {
      await requestRepair({ db: tx, boss }, await holeOf(channel, "resubscribed", tx));
    }
  });
  await checkPermission(channel, page, needs);
}

/** Why a channel waited, when a token that is accepted says that it need not any more. */
const OVER_WHEN_IT_WORKS = [...DEAD_TOKEN_CODES, "crypto.key-missing", "crypto.token-unreadable"];

/** That the subscription can be read says nothing about messages; reading one conversation does. */
async function checkPermission(channel: Channel, page: WatchedPage, needs: WatchNeeds) {
  const { db, boss, graph } = needs;
  const problem = { kind: "channel.permission-missing", subject: channel.id } as const;
  if (!(await hasOpenAlert(db, problem))) return;
  try {
    const inTurn = readInTurn(db, page.facebookPageId);
    await listConversations(graph, { ...page, platform: channel.platform, inTurn, limit: 1 });
    await closeAlert({ tx: db, boss }, problem);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await noteTrouble(channel, error, needs);
  }
}

/** While a channel waits for its admin it may miss messages; they are fetched when it is back. */
async function noteFailure(channel: Channel, error: AppError, needs: WatchNeeds): Promise<void> {
  if (error.class === "token-invalid") {
    await noteTokenRefused(needs.db, channel.id);
    await noteGap(needs.db, await holeOf(channel, "reconnected", needs.db));
  }
  if (error.class === "refused") await raise(channel, "channel.unsubscribed", needs, error.code);
  else await noteTrouble(channel, error, needs);
  await needs.db.transaction((tx) => settleState(tx, channel));
}

/** From the last message that came, since nobody knows when they stopped. */
async function holeOf(channel: Channel, reason: GapRequest["reason"], db: Db): Promise<GapRequest> {
  const since = (await lastInboundAt(db, channel.id)) ?? channel.createdAt;
  return { channelId: channel.id, since, reason };
}

function raise(
  { id, tenantId }: Channel,
  kind: "channel.unsubscribed",
  { db, boss }: WatchNeeds,
  code?: string,
): Promise<void> {
  const problem = { tenantId, kind, subject: id, ...(code === undefined ? {} : { code }) };
  return raiseAlert({ tx: db, boss }, problem);
}
