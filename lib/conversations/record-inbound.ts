import type { Db } from "#db/client.ts";
import { keepInbound } from "#db/queries/inbound-messages.ts";
import { endStoring } from "#db/queries/messages.ts";
import type { Channel } from "#db/schema/channels.ts";
import { failpoint } from "#lib/failpoint.ts";
import { messageAnnouncement } from "#lib/live/live.ts";
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
  const { tenantId } = channel;
  const conversationId = conversationIdOf(channel.channelId, externalUserId);
  const since = performance.now();
  const kept = await keepInbound(db, {
    ...inbound,
    tenantId,
    crmChannelId: channel.id,
    kind: "message",
    metadata: {},
    targetExternalId: null,
    voiceAgentConversationId: conversationId,
    preview: inbound.text ?? "",
    isLate: inbound.isRepaired,
    announcement: messageAnnouncement(tenantId),
  });
  await failpoint("event.stored-locally");

  if (!kept.isStored) {
    const begin = kept.begunAt === null ? undefined : { startedAt: kept.begunAt, since };
    if (kept.isAnswerInFlight) await letAnswerPass(db, kept, begin);
    await storeOnce(
      { db, voiceAgent },
      kept.messageId,
      {
        channelId: channel.channelId,
        conversationId,
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
  return kept;
}

/** @throws as `awaitOutbox` does; then nothing was begun. */
async function letAnswerPass(
  db: Db,
  { conversationId, messageId }: RecordedMessage,
  begin: { startedAt: Date; since: number } | undefined,
): Promise<void> {
  await awaitOutbox(db, conversationId).catch(async (error: unknown) => {
    if (begin) await endStoring(db, messageId, { ...begin, begunMsAgo: null });
    throw error;
  });
}
