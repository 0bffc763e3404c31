import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import type { Cell, TokenBox } from "#lib/crypto/token-box.ts";

type AccountKey = Pick<FacebookAccount, "tenantId" | "facebookUserId">;

/** Named by the row's natural key, because a reconnect renews the row that is there. */
export function accountCell({ tenantId, facebookUserId }: AccountKey): Cell {
  return {
    table: "facebook_accounts",
    column: "access_token",
    row: `${tenantId}/${facebookUserId}`,
  };
}

/** @throws {SealedTokenError} */
export function accountTokenOf(
  account: AccountKey & Pick<FacebookAccount, "accessToken">,
  tokenBox: TokenBox,
): Promise<string> {
  return tokenBox.open(account.accessToken, accountCell(account));
}
