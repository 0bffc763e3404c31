import type { Db } from "#db/client.ts";
import { findCustomersMessage, setPageReaction } from "#db/queries/reactions.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { emojiOf, type ReactionName } from "#lib/forms/reactions.ts";
import { announce } from "#lib/live/live.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { sendAction } from "#lib/meta/send.ts";
import { findPageOf, type Voiceless } from "./page-of.ts";

type Outcome = "done" | "not_found" | Voiceless | "outside_window" | "refused";

/**
 * Sets or takes back the page's reaction to a customer's message. Doing it twice changes nothing, so
 * a failed try may be repeated.
 *
 * @throws {AppError}
 */
export async function react(
  needs: { db: Db; tokenBox: TokenBox; graph: GraphClient },
  { tenantId }: { tenantId: string },
  { message_id, reaction }: { message_id: string; reaction: ReactionName | null },
): Promise<Outcome> {
  const message = await findCustomersMessage(needs.db, { tenantId, id: message_id });
  if (message?.externalMessageId == null) return "not_found";
  const { conversationId, externalMessageId: mid } = message;
  const page = await findPageOf(needs, { tenantId, conversationId });
  if (typeof page === "string") return page;
  const to = { ...page, recipientId: page.conversation.externalUserId };
  try {
    await sendAction(
      needs.graph,
      to,
      reaction === null
        ? { sender_action: "unreact", payload: { message_id: mid } }
        : { sender_action: "react", payload: { message_id: mid, reaction } },
    );
  } catch (error) {
    if (!(error instanceof MetaError)) throw error;
    if (error.kind === "outside-window") return "outside_window";
    if (error.kind === "refused" || error.kind === "recipient-unavailable") return "refused";
    throw error;
  }
  await needs.db.transaction(async (tx) => {
    const at = new Date().toISOString();
    const mine = reaction && { by: "page" as const, reaction, emoji: emojiOf(reaction), at };
    await setPageReaction(tx, message.id, mine);
    await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
  });
  return "done";
}
