import type { Db } from "#db/client.ts";
import { findChannelById } from "#db/queries/channels.ts";
import { closeReply, findConversationById } from "#db/queries/conversations.ts";
import { findReplyTo } from "#db/queries/messages.ts";
import { compose } from "./compose.ts";
import { deliver } from "./deliver.ts";
import { ChannelDisconnectedError } from "./errors.ts";
import { settleEarlier } from "./settle-earlier.ts";
import { storeReply } from "./store-reply.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Brings the answer to a message one run further: composed, sent, stored at dm-voice-agent. Run
 * again after a failure it goes on where it stopped and never sends twice.
 *
 * @throws {AppError} when a step failed; what is to be done stands in its remedy.
 */
export async function answer(
  { conversationId, messageId }: { conversationId: string; messageId: string },
  needs: ReplyNeeds,
): Promise<void> {
  const turn = await loadTurn(needs.db, conversationId, messageId);
  if (turn !== null) {
    if (turn.channel.status === "reauthorization_required") throw new ChannelDisconnectedError();
    await settleEarlier(turn, needs);
    const reply = (await findReplyTo(needs.db, messageId)) ?? (await compose(turn, needs));
    if (reply === "superseded") return;
    if (reply !== null) {
      const delivered = await deliver(reply, turn, needs);
      if (delivered.status === "sent") await storeReply(delivered, turn, needs);
    }
  }
  await closeReply(needs.db, conversationId, messageId);
}

async function loadTurn(db: Db, conversationId: string, messageId: string): Promise<Turn | null> {
  const conversation = await findConversationById(db, conversationId);
  const channel = conversation && (await findChannelById(db, conversation.crmChannelId));
  if (conversation === null || channel === null || channel.channelId === null) return null;
  return { conversation, messageId, channel: { ...channel, channelId: channel.channelId } };
}
