import type { Db } from "#db/client.ts";
import { listChannelsOf } from "#db/queries/channels.ts";
import { listAllFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import { missingOf } from "#lib/channels/list-pages.ts";
import type { LoginView } from "#lib/forms/views.ts";

/** What is known of the company's Facebook logins, without asking Meta; the one renewed last first. */
export async function listLogins(
  { db }: { db: Db },
  viewer: { tenantId: string },
): Promise<LoginView[]> {
  const [accounts, channels] = await Promise.all([
    listAllFacebookAccounts(db, viewer),
    listChannelsOf(db, viewer),
  ]);
  const now = new Date();
  return accounts.map((account) => {
    const own = channels.filter(
      ({ facebookAccountId, status }) =>
        facebookAccountId === account.id && status !== "disconnected",
    );
    return toLoginView(account, { channels: own.length, now });
  });
}

function toLoginView(
  account: FacebookAccount,
  { channels, now }: { channels: number; now: Date },
): LoginView {
  return {
    id: account.id,
    name: account.name,
    status: account.status,
    last_error: account.lastError,
    connected_at: account.updatedAt.toISOString(),
    checked_at: account.checkedAt?.toISOString() ?? null,
    works_until: endOf(account.expiresAt, now),
    profiles_until: endOf(account.dataAccessExpiresAt, now),
    pages: pagesOf(account),
    channels,
    missing_permissions: account.status === "revoked" ? [] : missingOf(account),
  };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function endOf(end: Date | null, now: Date): LoginView["works_until"] {
  if (end === null) return null;
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  return { at: end.toISOString(), days: Math.max(0, days) };
}

function pagesOf({ granularScopes }: FacebookAccount): number | null {
  const messaging = granularScopes.find(({ scope }) => scope === "pages_messaging");
  return messaging?.targetIds?.length ?? null;
}
