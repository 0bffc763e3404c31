import type { Db } from "#db/client.ts";
import { findConversationById } from "#db/queries/conversations.ts";
import { findReplyTo, giveUpStoring, updateMessage } from "#db/queries/messages.ts";
import { announce } from "#lib/live/live.ts";

/**
 * Ends an answer whose tries are used up: if it was never sent, its message says so; what was sent
 * and could not be stored at dm-voice-agent is no longer tried, so that it costs no later answer.
 */
export async function giveUpReply(
  db: Db,
  { conversationId, messageId, code }: { conversationId: string; messageId: string; code: string },
): Promise<void> {
  const conversation = await findConversationById(db, conversationId);
  if (conversation === null) return;
  const reply = await findReplyTo(db, messageId);
  await db.transaction(async (tx) => {
    await giveUpStoring(tx, conversationId, code);
    if (reply !== null) {
      await updateMessage(tx, reply.id, { status: "failed", lastError: code }, { from: "queued" });
    }
    await announce(tx, conversation.tenantId, {
      type: "message",
      conversation_id: conversationId,
    });
  });
}
