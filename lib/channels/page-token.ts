import type { Channel } from "#db/schema/channels.ts";
import type { Cell, TokenBox } from "#lib/crypto/token-box.ts";

export function pageTokenCell(channelId: string): Cell {
  return { table: "crm_channels", column: "page_access_token", row: channelId };
}

/** @throws {SealedTokenError} */
export function pageTokenOf(
  { id, pageAccessToken }: Pick<Channel, "id" | "pageAccessToken">,
  tokenBox: TokenBox,
): Promise<string> {
  return tokenBox.open(pageAccessToken, pageTokenCell(id));
}
