import type { Db } from "#db/client.ts";
import { findConversationById } from "#db/queries/conversations.ts";
import { findReplyTo, updateMessage } from "#db/queries/messages.ts";
import { announce } from "#lib/live/live.ts";

/** Ends an answer whose tries are used up: if it was never sent, its message says so. */
export async function giveUpReply(
  db: Db,
  { conversationId, messageId, code }: { conversationId: string; messageId: string; code: string },
): Promise<void> {
  const conversation = await findConversationById(db, conversationId);
  const reply = await findReplyTo(db, messageId);
  if (conversation === null || reply?.status !== "queued") return;
  await db.transaction(async (tx) => {
    await updateMessage(tx, reply.id, { status: "failed", lastError: code });
    await announce(tx, conversation.tenantId, {
      type: "message",
      conversation_id: conversationId,
    });
  });
}
