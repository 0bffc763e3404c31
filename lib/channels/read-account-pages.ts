import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import { listGrantedPages } from "#lib/meta/pages.ts";
import { accountTokenOf } from "./account-token.ts";

type Needs = { graph: GraphClient; tokenBox: TokenBox };
type Account = Pick<
  FacebookAccount,
  "tenantId" | "facebookUserId" | "accessToken" | "grantedPermissions" | "granularScopes"
>;

/** Permissions that are about pages, whose targets are ids of pages. */
const OF_PAGES = ["pages_messaging", "pages_show_list"];

/**
 * The pages that an account's person granted, read from Meta now.
 *
 * @throws {MetaError | SealedTokenError}
 */
export async function readAccountPages(needs: Needs, account: Account): Promise<GrantedPage[]> {
  const source = {
    token: await accountTokenOf(account, needs.tokenBox),
    granted: account.grantedPermissions,
    named: namedPages(account),
  };
  return listGrantedPages(needs.graph, source).catch(noneWithoutPermission);
}

/** Ids of the pages that the grant names itself. */
function namedPages({ granularScopes }: Pick<Account, "granularScopes">): string[] {
  const named = granularScopes.filter(({ scope }) => OF_PAGES.includes(scope));
  return [...new Set(named.flatMap(({ targetIds }) => targetIds ?? []))];
}

/** Who declined to show any page gets an empty list beside the name of what is missing. */
function noneWithoutPermission(error: unknown): GrantedPage[] {
  if (error instanceof MetaError && error.kind === "permission-missing") return [];
  throw error;
}
