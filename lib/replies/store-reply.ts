import type { Message } from "#db/schema/messages.ts";
import { attachmentWords } from "#lib/conversations/attachment-words.ts";
import { storeOnce } from "#lib/conversations/store-once.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** Stores a sent message at dm-voice-agent, once. @throws {AppError} when a later try may. */
export async function storeReply(message: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  const { channel, conversation } = turn;
  const { externalUserId } = conversation;
  const summary = message.text === null ? attachmentWords(message.attachments) : null;
  await storeOnce(needs, message.id, {
    channelId: channel.channelId,
    conversationId: conversationIdOf(channel.channelId, externalUserId),
    externalUserId,
    direction: "outbound",
    text: message.text,
    // A person said that it was sent; then Meta's id is not known.
    externalMessageId: message.externalMessageId ?? message.id,
    handledBy: message.handledBy,
    metadata: {
      agent_id: message.agentId,
      model: message.model,
      ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
      ...(summary === null ? {} : { attachment_summary: summary }),
      ...(message.origin === null ? {} : { origin: message.origin, ...message.metadata }),
    },
  });
}
