import type { Db } from "#db/client.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { sendAction } from "#lib/meta/send.ts";
import { findPageOf } from "./page-of.ts";

/**
 * Tells the customer that somebody has read what they wrote. A courtesy: its failure is no error.
 *
 * @returns Whether Meta took it; null when the tenant has no such conversation.
 */
export async function markSeen(
  needs: { db: Db; tokenBox: TokenBox; graph: GraphClient },
  { tenantId }: { tenantId: string },
  conversationId: string,
): Promise<boolean | null> {
  try {
    const page = await findPageOf(needs, { tenantId, conversationId });
    if (page === "not_found") return null;
    if (typeof page === "string") return false;
    const to = { ...page, recipientId: page.conversation.externalUserId };
    await sendAction(needs.graph, to, { sender_action: "mark_seen" });
    return true;
  } catch (error) {
    log.info("not shown as seen", { conversationId, code: errorCode(error) });
    return false;
  }
}
