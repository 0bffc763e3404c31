import { listChannelsOf } from "#db/queries/channels.ts";
import { type Channel, isWorking } from "#db/schema/channels.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import { giveToken, isUsable } from "./give-token.ts";

type Needs = Parameters<typeof giveToken>[2];
type Account = Pick<FacebookAccount, "id" | "tenantId">;

/** One that works by another login keeps that one. */
function needsToken({ status, facebookAccountId }: Channel): boolean {
  return facebookAccountId === null || !isWorking(status);
}

/**
 * Gives the tenant's channels the tokens that came with a grant.
 *
 * @param ofAll Also the channels that another account serves and that do not work.
 */
export async function renewChannels(
  account: Account,
  pages: GrantedPage[],
  { ofAll }: { ofAll: boolean },
  needs: Needs,
): Promise<void> {
  const byId = new Map(pages.map((page) => [page.pageId, page]));
  for (const channel of await listChannelsOf(needs.db, account)) {
    const page = byId.get(channel.facebookPageId) ?? null;
    const isOthers = channel.facebookAccountId !== account.id;
    if (!isUsable(page) || (isOthers && !(ofAll && needsToken(channel)))) continue;
    await giveToken(channel, { accountId: account.id, page }, needs);
  }
}
