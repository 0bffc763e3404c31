import type { Db } from "#db/client.ts";
import { ensureConversation, showLastMessage } from "#db/queries/conversations.ts";
import { ensureInbound, updateMessage } from "#db/queries/messages.ts";
import type { Channel } from "#db/schema/channels.ts";
import { announce } from "#lib/live/live.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";

import { awaitOutbox } from "./await-outbox.ts";

export type InboundMessage = {
  channel: Channel & { channelId: string };
  externalUserId: string;
  externalMessageId: string;
  /** Null when there are attachments only. */
  text: string | null;
  attachments: unknown[];
  occurredAt: Date;
};

/**
 * Keeps a customer's message and stores it at dm-voice-agent. Run again after a failure it goes on
 * where it stopped: an answered write is not repeated.
 *
 * @throws {VoiceAgentError}
 */
export async function recordInbound(
  { db, voiceAgent }: { db: Db; voiceAgent: VoiceAgentClient },
  inbound: InboundMessage,
): Promise<{ conversationId: string; messageId: string }> {
  const { channel, externalUserId } = inbound;
  const voiceAgentConversationId = conversationIdOf(channel.channelId, externalUserId);
  const message = await keep(db, inbound, voiceAgentConversationId);

  if (message.storedAtVoiceAgentAt === null) {
    await awaitOutbox(db, message.conversationId);
    await voiceAgent.storeMessage(
      {
        channelId: channel.channelId,
        conversationId: voiceAgentConversationId,
        externalUserId,
        direction: "inbound",
        text: inbound.text,
        externalMessageId: inbound.externalMessageId,
        handledBy: "facebook_webhook",
        metadata: {
          platform: channel.platform,
          page_id: channel.platformPageId,
          timestamp: inbound.occurredAt.getTime(),
          attachments: inbound.attachments,
        },
      },
      message.id,
    );
    await updateMessage(db, message.id, { storedAtVoiceAgentAt: new Date() });
  }
  return { conversationId: message.conversationId, messageId: message.id };
}

function keep(db: Db, inbound: InboundMessage, voiceAgentConversationId: string) {
  const { channel, text, attachments, occurredAt, externalMessageId, externalUserId } = inbound;
  const { tenantId } = channel;
  const shown = { at: occurredAt, text: text ?? "" };
  return db.transaction(async (tx) => {
    const conversation = await ensureConversation(tx, {
      tenantId,
      crmChannelId: channel.id,
      externalUserId,
      voiceAgentConversationId,
      lastMessageAt: shown.at,
      lastMessageText: shown.text,
    });
    const message = await ensureInbound(tx, {
      tenantId,
      crmChannelId: channel.id,
      conversationId: conversation.id,
      externalMessageId,
      text,
      attachments,
      occurredAt,
    });
    await showLastMessage(tx, conversation.id, shown);
    await announce(tx, tenantId, { type: "message", conversation_id: conversation.id });
    return message;
  });
}
