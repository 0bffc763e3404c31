import type { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import { findFacebookAccount, upsertFacebookAccount } from "#db/queries/facebook-accounts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { accountCell } from "#lib/channels/account-token.ts";
import { type ConnectSettings, redirectUriOf } from "#lib/channels/begin-connect.ts";
import { takeAttempt } from "#lib/channels/connect-attempts.ts";
import { viewOf } from "#lib/channels/list-pages.ts";
import { readAccountPages } from "#lib/channels/read-account-pages.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { errorCode } from "#lib/errors.ts";
import type { PagesView } from "#lib/forms/views.ts";
import { log } from "#lib/log.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { exchangeCode, readGrant, SCOPES } from "#lib/meta/oauth.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import type { Redis } from "#lib/redis/redis.ts";
import { checkAccount } from "./check-account.ts";
import { renewChannels } from "./renew-channels.ts";

type Needs = {
  db: Db;
  boss: PgBoss;
  redis: Redis;
  graph: GraphClient;
  tokenBox: TokenBox;
  settings: ConnectSettings;
};

export type ConnectOutcome =
  | { outcome: "connected"; accountId: string; view: PagesView }
  | { outcome: "invalid_state" | "state_expired" };

/**
 * Spends the attempt, turns Meta's code into a long-lived token and stores the person's login, also
 * when permissions are missing: the view names them. The company's channels whose pages this login
 * covers get their new tokens at once, so that those that waited for it serve again. The view has no
 * pages when Meta does not list them now.
 *
 * @throws {MetaError}
 */
export async function finishConnect(
  needs: Needs,
  viewer: Viewer,
  { code, state, now }: { code: string; state: string; now: Date },
): Promise<ConnectOutcome> {
  const attempt = await takeAttempt(needs, { state, userId: viewer.userId });
  if (attempt === null) return { outcome: "invalid_state" };
  if (attempt.expiresAt < now) return { outcome: "state_expired" };

  const { graph, settings } = needs;
  const token = await exchangeCode(graph, { code, redirectUri: redirectUriOf(settings) });
  const { facebookUserId, name, granted } = await readGrant(graph, token.accessToken);
  const { tenantId, userId } = viewer;
  const sealed = await needs.tokenBox.seal(
    token.accessToken,
    accountCell({ tenantId, facebookUserId }),
  );
  const accountId = await upsertFacebookAccount(needs.db, {
    ...{ id: uuidv7(), tenantId, userId, facebookUserId, name },
    accessToken: sealed,
    tokenType: "long_lived",
    expiresAt: endOf(token.expiresInSeconds, now),
    // What Meta does not say is taken for granted until a check or a refused call knows better.
    grantedPermissions: granted ?? [...SCOPES],
  });
  const account = await lookAt(accountId, needs);
  const pages = await readAccountPages(needs, account).catch(noneForNow);
  await renewChannels(account, pages, { ofAll: true }, needs);
  return { outcome: "connected", accountId, view: await viewOf(needs, account, pages) };
}

/** What Meta says about a fresh login only adds to it: without an answer the daily check asks again. */
async function lookAt(id: string, needs: Needs) {
  const account = await findFacebookAccount(needs.db, id);
  if (account === null) throw new Error("A login that was just stored is gone");
  const checked = await checkAccount(account, needs).catch((error: unknown) => {
    log.warn("account not checked", { code: errorCode(error) });
    return null;
  });
  return checked ?? account;
}

/** The login is kept: that its pages cannot be read now is told when they are asked for again. */
function noneForNow(error: unknown): GrantedPage[] {
  if (error instanceof MetaError && error.remedy === "retry-later") return [];
  throw error;
}

function endOf(expiresInSeconds: number | null, now: Date): Date | null {
  return expiresInSeconds === null ? null : new Date(now.getTime() + expiresInSeconds * 1_000);
}
