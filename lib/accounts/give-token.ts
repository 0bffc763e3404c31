import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { lastInboundAt } from "#db/queries/channel-health.ts";
import { type ChannelWithAgent, updateChannel } from "#db/queries/channels.ts";
import { hastenWaiting } from "#db/queries/waiting.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import { pageTokenCell, pageTokenOf } from "#lib/channels/page-token.ts";
import { moveChannel } from "#lib/channels/transitions.ts";
import { type Cell, SealedTokenError, type TokenBox } from "#lib/crypto/token-box.ts";
import { requestRepair } from "#lib/gaps/request-repair.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import { enqueue } from "#lib/queue/enqueue.ts";

type Needs = { db: Db; boss: PgBoss; tokenBox: TokenBox };

/** A page as an account sees it, with the token to act for it. */
export type Grant = { accountId: string; page: GrantedPage & { accessToken: string } };

export function isUsable(page: GrantedPage | null): page is Grant["page"] {
  return page !== null && page.accessToken !== null && page.blockedBy === null;
}

/**
 * Puts a page's new token into one of its channels. One that waited for it serves again: what came
 * meanwhile is fetched, what waited goes out in order. A paused one stays paused, and one that was
 * disconnected stays so.
 */
export async function giveToken(
  channel: ChannelWithAgent,
  { accountId, page }: Grant,
  { db, boss, tokenBox }: Needs,
): Promise<void> {
  if (channel.status === "disconnected") return;
  const cell: Cell = pageTokenCell(channel.id);
  const isNew = (await knownToken(channel, tokenBox)) !== page.accessToken;
  const sealed = isNew ? await tokenBox.seal(page.accessToken, cell) : channel.pageAccessToken;
  const waited = channel.status !== "paused" && channel.status !== "active";
  await db.transaction(async (tx) => {
    // Before the channel's row is locked: repairing takes the two in this order.
    if (waited && channel.failedStep === null) {
      const since = (await lastInboundAt(tx, channel.id)) ?? channel.createdAt;
      await requestRepair(
        { db: tx, boss },
        { channelId: channel.id, since, reason: "reconnected" },
      );
    }
    const change = { pageAccessToken: sealed, facebookAccountId: accountId };
    await updateChannel(tx, channel, change);
    await closeAlert({ tx, boss }, { kind: "channel.token-invalid", subject: channel.id });
    if (waited) await serveAgain({ ...channel, ...change }, { tx, boss });
  });
}

async function serveAgain(
  channel: ChannelWithAgent,
  { tx, boss }: { tx: Db; boss: PgBoss },
): Promise<void> {
  const { id: channelId, failedStep } = channel;
  if (failedStep !== null) {
    await moveChannel(tx, channel, { to: "connecting", reason: null, by: null });
    await enqueue({ tx, boss }, "finish-channel", { channelId });
    return;
  }
  await moveChannel(tx, channel, { to: "active", reason: null, by: null });
  for (const conversationId of await hastenWaiting(tx, { channelId })) {
    await enqueue({ tx, boss }, "answer-conversation", { conversationId });
  }
}

/** Null when it cannot be read any more. */
async function knownToken(channel: ChannelWithAgent, tokenBox: TokenBox): Promise<string | null> {
  try {
    return channel.pageAccessToken === "" ? null : await pageTokenOf(channel, tokenBox);
  } catch (error) {
    if (error instanceof SealedTokenError) return null;
    throw error;
  }
}
