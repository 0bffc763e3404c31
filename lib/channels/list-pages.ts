import type { Db } from "#db/client.ts";
import { listChannelsOf } from "#db/queries/channels.ts";
import { listFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { InstagramAccountView, PagesView, PageView } from "#lib/forms/views.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { SCOPES } from "#lib/meta/oauth.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import { readAccountPages } from "./read-account-pages.ts";

export type PagesNeeds = { db: Db; graph: GraphClient; tokenBox: TokenBox };

/**
 * The pages that the tenant's Facebook accounts granted, read from Meta now.
 *
 * @throws {MetaError | SealedTokenError} when no account can be read.
 */
export async function listPages(needs: PagesNeeds, viewer: Viewer): Promise<PagesView> {
  const accounts = await listFacebookAccounts(needs.db, viewer);
  const [first, ...others] = await Promise.allSettled(
    accounts.map(async (account) => viewOf(needs, account, await readAccountPages(needs, account))),
  );
  if (first === undefined) {
    return { account: null, pages: [], instagram_accounts: [], missing_permissions: [] };
  }
  const read = [first, ...others].flatMap((result) =>
    result.status === "fulfilled" ? [result.value] : [],
  );
  const [newest] = read;
  if (newest === undefined) throw first.status === "rejected" ? first.reason : new Error("No list");
  return { ...newest, ...merge(read.flatMap(({ pages }) => pages)) };
}

/** What a person may choose from. */
export async function viewOf(
  { db }: Pick<PagesNeeds, "db">,
  account: Pick<FacebookAccount, "tenantId" | "name" | "grantedPermissions" | "updatedAt">,
  granted: GrantedPage[],
): Promise<PagesView> {
  const channels = await listChannelsOf(db, account);
  const served = new Set(
    channels
      .filter(({ status }) => status !== "disconnected")
      .map(({ platformPageId }) => platformPageId),
  );
  return {
    account: { name: account.name, connected_at: account.updatedAt.toISOString() },
    missing_permissions: missingOf(account),
    ...merge(granted.map((page) => toView(page, served))),
  };
}

/**
 * What the tenant's logins lack, all of them together. None when one is dead: whoever took the app
 * back has granted nothing any more, and is to be asked for all.
 */
export async function missingPermissions(
  { db }: Pick<PagesNeeds, "db">,
  viewer: Pick<Viewer, "tenantId">,
): Promise<string[]> {
  const accounts = await listFacebookAccounts(db, viewer);
  if (accounts.some(({ status }) => status !== "active")) return [];
  return [...new Set(accounts.flatMap(missingOf))];
}

/** What we asked for and did not get. */
export function missingOf({
  grantedPermissions,
}: Pick<FacebookAccount, "grantedPermissions">): string[] {
  return SCOPES.filter((scope) => !grantedPermissions.includes(scope));
}

/** One row per page; of two accounts' rows the one that can be connected wins. */
function merge(rows: PageView[]): Pick<PagesView, "pages" | "instagram_accounts"> {
  const byId = new Map<string, PageView>();
  for (const row of rows) {
    const known = byId.get(row.page_id);
    if (known === undefined || known.blocked_by !== null) byId.set(row.page_id, row);
  }
  const pages = [...byId.values()];
  const accounts = new Map<string, InstagramAccountView>();
  for (const { instagram_account } of pages) {
    if (instagram_account !== null) accounts.set(instagram_account.id, instagram_account);
  }
  return { pages, instagram_accounts: [...accounts.values()] };
}

function toView(page: GrantedPage, served: ReadonlySet<string>): PageView {
  const { instagram } = page;
  return {
    page_id: page.pageId,
    page_name: page.name,
    category: page.category,
    picture_url: page.pictureUrl,
    instagram_account: instagram && {
      id: instagram.id,
      username: instagram.username,
      picture_url: instagram.pictureUrl,
    },
    connected: served.has(page.pageId),
    instagram_connected: instagram !== null && served.has(instagram.id),
    blocked_by: page.blockedBy,
  };
}
