import type { Db } from "#db/client.ts";
import { listChannelsOf } from "#db/queries/channels.ts";
import { listFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { InstagramAccountView, PagesView, PageView } from "#lib/forms/views.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { SCOPES } from "#lib/meta/oauth.ts";
import { type GrantedPage, listGrantedPages } from "#lib/meta/pages.ts";
import { accountTokenOf } from "./account-token.ts";

export type PagesNeeds = { db: Db; graph: GraphClient; tokenBox: TokenBox };

type Account = {
  accountId: string;
  name: string | null;
  token: string;
  granted: string[];
  connectedAt: Date;
};

/**
 * The pages that the tenant's Facebook accounts granted, read from Meta now.
 *
 * @throws {MetaError | SealedTokenError} when no account can be read.
 */
export async function listPages(needs: PagesNeeds, viewer: Viewer): Promise<PagesView> {
  const accounts = await listFacebookAccounts(needs.db, viewer);
  const [first, ...others] = await Promise.allSettled(
    accounts.map(async (account) =>
      pagesOfAccount(needs, viewer, {
        accountId: account.id,
        name: account.name,
        token: await accountTokenOf(account, needs.tokenBox),
        granted: account.grantedPermissions,
        connectedAt: account.updatedAt,
      }),
    ),
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

export async function pagesOfAccount(
  needs: PagesNeeds,
  { tenantId }: Pick<Viewer, "tenantId">,
  account: Account,
): Promise<PagesView> {
  const [granted, channels] = await Promise.all([
    listGrantedPages(needs.graph, account.token).catch(noneWithoutPermission),
    listChannelsOf(needs.db, { tenantId }),
  ]);
  const served = new Set(
    channels
      .filter(({ status }) => status !== "disconnected")
      .map(({ platformPageId }) => platformPageId),
  );
  return viewOf(
    account,
    granted.map((page) => toView(page, served)),
  );
}

export function viewOf(
  { name, granted, connectedAt }: Omit<Account, "token">,
  pages: PageView[],
): PagesView {
  return {
    account: { name, connected_at: connectedAt.toISOString() },
    missing_permissions: SCOPES.filter((scope) => !granted.includes(scope)),
    ...merge(pages),
  };
}

/** Who declined to show any page gets an empty list beside the name of what is missing. */
function noneWithoutPermission(error: unknown): GrantedPage[] {
  if (error instanceof MetaError && error.kind === "permission-missing") return [];
  throw error;
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
    blocked_by: page.mayMessage ? null : "no_messaging_task",
  };
}
