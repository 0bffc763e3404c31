import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listChannelsOf } from "#db/queries/channels.ts";
import { markAccountDead, noteAccount } from "#db/queries/facebook-accounts.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { accountTokenOf } from "#lib/channels/account-token.ts";
import { missingOf } from "#lib/channels/list-pages.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { debugToken, type TokenReport } from "#lib/meta/debug-token.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { readPermissions } from "#lib/meta/permissions.ts";
import { tokenCode } from "#lib/meta/token-code.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { warnOfEnd } from "./warn-of-end.ts";

type Needs = { db: Db; boss: PgBoss; graph: GraphClient; tokenBox: TokenBox };

/**
 * Asks Meta what a login is good for, keeps the answer, and tells people what only they can mend.
 *
 * @returns The account as it is known now; null when its token is dead.
 * @throws {MetaError | SealedTokenError}
 */
export async function checkAccount(
  account: FacebookAccount,
  needs: Needs,
): Promise<FacebookAccount | null> {
  const token = await accountTokenOf(account, needs.tokenBox);
  const report = await debugToken(needs.graph, token);
  if (!report.isValid) {
    await noteDead(account, tokenCode(report), needs);
    return null;
  }
  const granted = await readPermissions(needs.graph, token, async () => report.scopes);
  return noteLiving(account, report, granted ?? account.grantedPermissions, needs);
}

async function noteDead(
  account: FacebookAccount,
  code: string,
  { db, boss }: Needs,
): Promise<void> {
  const { id, tenantId } = account;
  await db.transaction(async (tx) => {
    // A token that was renewed since is not the one that was asked about.
    if (!(await markAccountDead(tx, account, code))) return;
    const problem = { tenantId, kind: "account.token-invalid", subject: id, code } as const;
    await raiseAlert({ tx, boss }, problem);
    if (account.status !== "active") return;
    // Its pages' tokens die with it: each channel looks for another login.
    for (const channel of await listChannelsOf(tx, account)) {
      if (channel.facebookAccountId !== id || channel.status === "disconnected") continue;
      await enqueue({ tx, boss }, "heal-channel", { channelId: channel.id });
    }
  });
}

async function noteLiving(
  account: FacebookAccount,
  report: TokenReport,
  grantedPermissions: string[],
  { db, boss }: Needs,
): Promise<FacebookAccount> {
  const { id, tenantId } = account;
  const { expiresAt, dataAccessExpiresAt, granularScopes } = report;
  const known = { expiresAt, dataAccessExpiresAt, granularScopes, grantedPermissions };
  await db.transaction(async (tx) => {
    if (!(await noteAccount(tx, account, known))) return;
    const needs = { tx, boss };
    await closeAlert(needs, { kind: "account.token-invalid", subject: id });
    const missing = missingOf({ grantedPermissions });
    const problem = { tenantId, kind: "account.permission-missing", subject: id } as const;
    if (missing.length === 0) await closeAlert(needs, problem);
    else await raiseAlert(needs, { ...problem, code: "meta.permission-missing" });
    await warnOfEnd(needs, { tenantId, accountId: id, expiresAt, dataAccessExpiresAt });
  });
  return { ...account, ...known, status: "active", lastError: null };
}
