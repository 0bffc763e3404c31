import type { Db } from "#db/client.ts";
import { ensureConversation, noteInbound, showLastMessage } from "#db/queries/conversations.ts";
import { endStoring, ensureInbound } from "#db/queries/messages.ts";
import type { Channel } from "#db/schema/channels.ts";
import { failpoint } from "#lib/failpoint.ts";
import { announce } from "#lib/live/live.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { awaitOutbox } from "./await-outbox.ts";
import { storeOnce } from "./store-once.ts";

export type InboundMessage = {
  channel: Channel & { channelId: string };
  externalUserId: string;
  externalMessageId: string;
  /** Null when there are attachments only. */
  text: string | null;
  attachments: unknown[];
  occurredAt: Date;
  /** From when on the company may answer: `occurredAt`, unless that cannot be true. */
  opensWindowAt: Date;
  /** Meta never delivered it; we found it in its lists. */
  isRepaired: boolean;
};

export type RecordedMessage = {
  conversationId: string;
  messageId: string;
  /** The customer has written nothing newer. */
  isNewest: boolean;
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
): Promise<RecordedMessage> {
  const { channel, externalUserId } = inbound;
  const voiceAgentConversationId = conversationIdOf(channel.channelId, externalUserId);
  const since = performance.now();
  const { message, isNew, isNewest } = await keep(db, inbound, voiceAgentConversationId);
  await failpoint("event.stored-locally");

  if (message.storedAtVoiceAgentAt === null) {
    const begin =
      isNew && message.storeStartedAt !== null
        ? { startedAt: message.storeStartedAt, since }
        : undefined;
    await awaitOutbox(db, message.conversationId).catch(async (error: unknown) => {
      if (begin) await endStoring(db, message.id, { ...begin, begunMsAgo: null });
      throw error;
    });
    await storeOnce(
      { db, voiceAgent },
      message.id,
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
      begin,
    );
  }
  return { conversationId: message.conversationId, messageId: message.id, isNewest };
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
    const isNewest = await noteInbound(tx, conversation.id, inbound.opensWindowAt);
    const { message, isNew } = await ensureInbound(tx, {
      tenantId,
      crmChannelId: channel.id,
      conversationId: conversation.id,
      externalMessageId,
      text,
      attachments,
      occurredAt,
      isLate: inbound.isRepaired || !isNewest,
    });
    await showLastMessage(tx, conversation.id, shown);
    await announce(tx, tenantId, { type: "message", conversation_id: conversation.id });
    return { message, isNew, isNewest };
  });
}
