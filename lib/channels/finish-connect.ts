import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import { upsertFacebookAccount } from "#db/queries/facebook-accounts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { PagesView } from "#lib/forms/views.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { exchangeCode, readGrant } from "#lib/meta/oauth.ts";
import type { Redis } from "#lib/redis/redis.ts";
import { accountCell } from "./account-token.ts";
import { type ConnectSettings, redirectUriOf } from "./begin-connect.ts";
import { takeAttempt } from "./connect-attempts.ts";
import { type PagesNeeds, pagesOfAccount, viewOf } from "./list-pages.ts";

type Needs = PagesNeeds & {
  db: Db;
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
 * when permissions are missing: the view names them. It has no pages when Meta does not list them now.
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
  const grant = await readGrant(graph, token.accessToken);
  const { facebookUserId, name, granted } = grant;
  const cell = accountCell({ tenantId: viewer.tenantId, facebookUserId });
  const accountId = await upsertFacebookAccount(needs.db, {
    id: uuidv7(),
    tenantId: viewer.tenantId,
    userId: viewer.userId,
    facebookUserId,
    name,
    accessToken: await needs.tokenBox.seal(token.accessToken, cell),
    tokenType: "long_lived",
    expiresAt: endOf(token.expiresInSeconds, now),
    grantedPermissions: granted,
  });
  const account = { accountId, name, granted, connectedAt: now };
  const view = await pagesOfAccount(needs, viewer, { ...account, token: token.accessToken }).catch(
    (error: unknown) => noneForNow(error, account),
  );
  return { outcome: "connected", accountId, view };
}

/** The login is kept: that its pages cannot be read now is told when they are asked for again. */
function noneForNow(error: unknown, account: Parameters<typeof viewOf>[0]): PagesView {
  if (error instanceof MetaError && error.remedy === "retry-later") return viewOf(account, []);
  throw error;
}

function endOf(expiresInSeconds: number | null, now: Date): Date | null {
  return expiresInSeconds === null ? null : new Date(now.getTime() + expiresInSeconds * 1_000);
}
