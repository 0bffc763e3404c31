import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { type ChannelWithAgent, findChannelById } from "#db/queries/channels.ts";
import { listFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import { accountTokenOf } from "#lib/channels/account-token.ts";
import { noteChannelTrouble } from "#lib/channels/note-trouble.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { SealedTokenError, type TokenBox } from "#lib/crypto/token-box.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { debugToken } from "#lib/meta/debug-token.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { readGrantedPage } from "#lib/meta/pages.ts";
import { tokenCode } from "#lib/meta/token-code.ts";
import { checkAccount } from "./check-account.ts";
import { giveToken, isUsable } from "./give-token.ts";

type Needs = { db: Db; boss: PgBoss; graph: GraphClient; tokenBox: TokenBox };

/**
 * Looks for another token of a channel's page before a person is asked: by the login that serves it,
 * then by the company's others. Asks Meta about the present one once; a living one is left alone.
 *
 * @throws {MetaError} while Meta does not answer.
 */
export async function healChannel(channelId: string, needs: Needs): Promise<void> {
  const channel = await findChannelById(needs.db, channelId);
  if (channel === null || channel.status === "disconnected") return;
  const dead = await whyDead(channel, needs);
  if (dead === null) return;
  await noteChannelTrouble(channel, { kind: "channel.token-invalid", code: dead }, needs);

  const accounts = await listFacebookAccounts(needs.db, channel);
  const own = accounts.filter(({ id }) => id === channel.facebookAccountId);
  for (const account of own) await checkAccount(account, needs).catch(onlyWhenRefused);
  const others = accounts.filter(({ id }) => id !== channel.facebookAccountId);
  // As it is now: in trouble, or paused, or ended meanwhile.
  const waiting = await findChannelById(needs.db, channelId);
  if (waiting === null) return;
  for (const account of [...own, ...others]) {
    if (await healBy(account, waiting, needs)) return;
  }
}

/** Null for a token that lives. */
async function whyDead(channel: ChannelWithAgent, { graph, tokenBox }: Needs) {
  try {
    if (channel.pageAccessToken === "") return channel.lastError ?? "meta.token-invalid";
    const report = await debugToken(graph, await pageTokenOf(channel, tokenBox));
    return report.isValid ? null : tokenCode(report);
  } catch (error) {
    if (error instanceof SealedTokenError) return error.code;
    throw error;
  }
}

async function healBy(
  account: FacebookAccount,
  channel: ChannelWithAgent,
  needs: Needs,
): Promise<boolean> {
  try {
    const token = await accountTokenOf(account, needs.tokenBox);
    const page = await readGrantedPage(needs.graph, { token, pageId: channel.facebookPageId });
    if (!isUsable(page) || !(await debugToken(needs.graph, page.accessToken)).isValid) return false;
    await giveToken(channel, { accountId: account.id, page }, needs);
    log.info("channel healed", { channelId: channel.id });
    return true;
  } catch (error) {
    onlyWhenRefused(error);
    return false;
  }
}

/** A login that cannot be read helps nobody; while Meta is away the job is repeated. */
function onlyWhenRefused(error: unknown): void {
  if (!(error instanceof AppError) || error.remedy === "retry-later") throw error;
  log.warn("account not usable", { code: errorCode(error) });
}
