import type { Db } from "#db/client.ts";
import { type KeptInbound, keepInbound } from "#db/queries/inbound-messages.ts";
import { findMessageById } from "#db/queries/messages.ts";
import { endStoring } from "#db/queries/storing.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Message, MessageKind } from "#db/schema/messages.ts";
import { failpoint } from "#lib/failpoint.ts";
import { messageAnnouncement } from "#lib/live/live.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { attachmentWords } from "./attachment-words.ts";
import { awaitOutbox } from "./await-outbox.ts";
import { DELETED_WORDS, previewOf, refreshTarget } from "./refresh-target.ts";
import { storeOnce } from "./store-once.ts";

/** What a customer did. */
export type InboundMessage = Pick<
  Message,
  "kind" | "text" | "attachments" | "metadata" | "targetExternalId" | "occurredAt"
> & {
  channel: Channel & { channelId: string };
  externalUserId: string;
  externalMessageId: string;
  /** What the agent reads where the text says nothing; for a message only beside it, or null. */
  words: string | null;
  /** From when on the company may answer; null when it opens no messaging window. */
  opensWindowAt: Date | null;
  /** Meta never delivered it; we found it in its lists. */
  isRepaired: boolean;
};

export type RecordedMessage = Pick<
  KeptInbound,
  "conversationId" | "messageId" | "isNewest" | "isProfileDue"
> & {
  /** Its customer has taken it back before it came. */
  isTakenBack: boolean;
};

const SAID: readonly MessageKind[] = ["message", "postback"];

/**
 * Keeps what a customer did and stores it at dm-voice-agent. Run again after a failure it goes on
 * where it stopped: an answered write is not repeated.
 *
 * @throws {VoiceAgentError}
 */
export async function recordInbound(
  needs: { db: Db; voiceAgent: VoiceAgentClient },
  inbound: InboundMessage,
): Promise<RecordedMessage> {
  const { db } = needs;
  const { channel, externalUserId, externalMessageId } = inbound;
  const { tenantId } = channel;
  const conversationId = conversationIdOf(channel.channelId, externalUserId);
  const since = performance.now();
  const kept = await keepInbound(db, {
    ...inbound,
    tenantId,
    crmChannelId: channel.id,
    voiceAgentConversationId: conversationId,
    preview: SAID.includes(inbound.kind) ? previewOf({ ...inbound, deletedAt: null }) : null,
    isLate: inbound.isRepaired,
    announcement: messageAnnouncement(tenantId),
  });
  await failpoint("event.stored-locally");

  const left = kept.isAwaited ? await whatIsLeft(db, inbound, kept) : null;
  if (!kept.isStored) {
    const told = left ?? inbound;
    const begin = kept.begunAt === null ? undefined : { startedAt: kept.begunAt, since };
    if (kept.isAnswerInFlight) await letAnswerPass(db, kept, begin);
    await storeOnce(
      needs,
      kept.messageId,
      {
        channelId: channel.channelId,
        conversationId,
        externalUserId,
        direction: "inbound",
        text: textOf(told),
        externalMessageId,
        handledBy: "facebook_webhook",
        metadata: metadataOf(inbound, told),
      },
      begin,
    );
  }
  return { ...kept, isTakenBack: left?.deletedAt != null };
}

/** The guide's four members come first, and nothing that Meta sends takes their place. */
function metadataOf({ channel, occurredAt }: InboundMessage, told: Told): Record<string, unknown> {
  const { kind, attachments, metadata } = told;
  const summary = textOf(told) === null ? (told.words ?? attachmentWords(attachments)) : null;
  const contract = {
    platform: channel.platform,
    page_id: channel.platformPageId,
    timestamp: occurredAt.getTime(),
    attachments,
  };
  return {
    ...contract,
    ...metadata,
    ...contract,
    ...(kind === "message" ? {} : { kind }),
    ...(summary === null ? {} : { attachment_summary: summary }),
  };
}

type Told = Pick<InboundMessage, "kind" | "text" | "attachments" | "metadata" | "words">;

/** Our words stand for what happened; a message has its customer's or none, unless it was taken back. */
function textOf({ kind, text, words }: Told): string | null {
  if (text) return text;
  return kind === "message" && words !== DELETED_WORDS ? null : words;
}

type Left = Message & Pick<InboundMessage, "words">;

/** Its customer has edited it or taken it back before it came: what was taken back is not told. */
async function whatIsLeft(
  db: Db,
  { channel, externalMessageId, words }: InboundMessage,
  { messageId }: KeptInbound,
): Promise<Left> {
  await refreshTarget(db, channel, externalMessageId);
  const message = await findMessageById(db, messageId);
  if (message === null) throw new Error("A message that is there could not be read");
  return { ...message, words: message.deletedAt === null ? words : DELETED_WORDS };
}

/** @throws as `awaitOutbox` does; then nothing was begun. */
async function letAnswerPass(
  db: Db,
  { conversationId, messageId }: KeptInbound,
  begin: { startedAt: Date; since: number } | undefined,
): Promise<void> {
  await awaitOutbox(db, conversationId).catch(async (error: unknown) => {
    if (begin) await endStoring(db, messageId, { ...begin, begunMsAgo: null });
    throw error;
  });
}
