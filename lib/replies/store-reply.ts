import { updateMessage } from "#db/queries/messages.ts";
import type { Message } from "#db/schema/messages.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** Stores a sent answer at dm-voice-agent, once. @throws {VoiceAgentError} */
export async function storeReply(reply: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  if (reply.storedAtVoiceAgentAt !== null || reply.externalMessageId === null) return;
  const { channel, conversation } = turn;
  const { externalUserId } = conversation;
  await needs.voiceAgent.storeMessage(
    {
      channelId: channel.channelId,
      conversationId: conversationIdOf(channel.channelId, externalUserId),
      externalUserId,
      direction: "outbound",
      text: reply.text,
      externalMessageId: reply.externalMessageId,
      handledBy: reply.handledBy,
      metadata: { agent_id: reply.agentId, model: reply.model },
    },
    reply.id,
  );
  await updateMessage(needs.db, reply.id, { storedAtVoiceAgentAt: new Date() });
}
