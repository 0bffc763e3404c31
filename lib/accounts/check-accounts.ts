import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listAccountsToCheck, renewAccountToken } from "#db/queries/facebook-accounts.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import { accountCell, accountTokenOf } from "#lib/channels/account-token.ts";
import { readAccountPages } from "#lib/channels/read-account-pages.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { extendToken } from "#lib/meta/oauth.ts";
import { isStopping } from "#lib/stop.ts";
import { checkAccount } from "./check-account.ts";
import { renewChannels } from "./renew-channels.ts";

type Needs = { db: Db; boss: PgBoss; graph: GraphClient; tokenBox: TokenBox };

/** Before each account, so that a thousand of them are not a burst. */
const SPREAD_MS = 500;
const HOUR_MS = 60 * 60 * 1_000;
/** A little less than a day, so that a daily task meets each account at the same time of the day. */
const CHECKED_EVERY_MS = 23 * HOUR_MS;
/** A token lives about 60 days; from this on it is exchanged for a fresh one at each check. */
const RENEWED_UNDER_MS = 50 * 24 * HOUR_MS;

/** Asks Meta about every login that was not asked about today, and renews those that have grown old. */
export async function checkAccounts(needs: Needs & { signal: AbortSignal }): Promise<void> {
  const before = new Date(Date.now() - CHECKED_EVERY_MS);
  for (const account of await listAccountsToCheck(needs.db, before)) {
    if (needs.signal.aborted || isStopping()) return;
    await sleep(SPREAD_MS * Math.random());
    await checkAndRenew(account, needs).catch((error: unknown) => {
      log.warn("account not checked", { code: errorCode(error) });
    });
  }
}

async function checkAndRenew(account: FacebookAccount, needs: Needs): Promise<void> {
  const living = await checkAccount(account, needs);
  if (living?.expiresAt == null) return;
  if (living.expiresAt.getTime() - Date.now() > RENEWED_UNDER_MS) return;
  await renew(living, needs);
}

/** Meta has no fresh token for a dead one, so it is asked while the old one lives. */
async function renew(account: FacebookAccount, needs: Needs): Promise<void> {
  const { db, graph, tokenBox } = needs;
  const { accessToken, expiresInSeconds } = await extendToken(
    graph,
    await accountTokenOf(account, tokenBox),
  );
  const sealed = await tokenBox.seal(accessToken, accountCell(account));
  const expiresAt =
    expiresInSeconds === null ? null : new Date(Date.now() + expiresInSeconds * 1_000);
  if (!(await renewAccountToken(db, account, { accessToken: sealed, expiresAt }))) return;
  const renewed = { ...account, accessToken: sealed, expiresAt };
  const pages = await readAccountPages(needs, renewed);
  await renewChannels(renewed, pages, { ofAll: false }, needs);
  await checkAccount(renewed, needs);
}
