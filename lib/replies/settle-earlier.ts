import { giveUpStoring, listUnsettledReplies, updateMessage } from "#db/queries/messages.ts";
import type { Message } from "#db/schema/messages.ts";
import { AppError } from "#lib/errors.ts";
import { storeReply } from "./store-reply.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Ends what earlier turns of the conversation left open when the customer wrote again: a sent answer
 * is still stored at dm-voice-agent, one that was never sent is dropped for the coming one.
 *
 * @throws {VoiceAgentError} when a later try may store it.
 */
export async function settleEarlier(turn: Turn, needs: ReplyNeeds): Promise<void> {
  const earlier = await listUnsettledReplies(needs.db, {
    conversationId: turn.conversation.id,
    exceptReplyTo: turn.messageId,
  });
  for (const reply of earlier) {
    if (reply.status === "sent") await storeOrGiveUp(reply, turn, needs);
    else {
      const isQueued = reply.status === "queued";
      await updateMessage(
        needs.db,
        reply.id,
        {
          status: isQueued ? "failed" : "held",
          lastError: isQueued ? "replies.superseded" : "replies.interrupted",
        },
        { from: reply.status },
      );
    }
  }
}

/** One that will never be stored must not cost the coming answer. */
async function storeOrGiveUp(reply: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  try {
    await storeReply(reply, turn, needs);
  } catch (error) {
    if (!(error instanceof AppError) || error.remedy !== "give-up") throw error;
    await giveUpStoring(needs.db, turn.conversation.id, error.code);
  }
}
