import { listUnsettledReplies, updateMessage } from "#db/queries/messages.ts";
import { storeReply } from "./store-reply.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Ends what earlier turns of the conversation left open when the customer wrote again: a sent answer
 * is still stored at dm-voice-agent, one that was never sent is dropped for the coming one.
 *
 * @throws {VoiceAgentError}
 */
export async function settleEarlier(turn: Turn, needs: ReplyNeeds): Promise<void> {
  const earlier = await listUnsettledReplies(needs.db, {
    conversationId: turn.conversation.id,
    exceptReplyTo: turn.messageId,
  });
  for (const reply of earlier) {
    if (reply.status === "sent") await storeReply(reply, turn, needs);
    else {
      const isQueued = reply.status === "queued";
      await updateMessage(needs.db, reply.id, {
        status: isQueued ? "failed" : "held",
        lastError: isQueued ? "replies.superseded" : "replies.interrupted",
      });
    }
  }
}
