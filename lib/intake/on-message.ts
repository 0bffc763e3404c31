import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findServingChannel } from "#db/queries/channels.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { recordInbound } from "#lib/conversations/record-inbound.ts";
import { metaIdSchema } from "#lib/meta/meta-id.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { ChannelNotReadyError } from "./errors.ts";
import { messageIdOf } from "./message-id.ts";

export type HandlerNeeds = { db: Db; voiceAgent: VoiceAgentClient };

/** What became of an event; `messageId` names the message that the agent should answer now. */
export type Outcome =
  | { status: "processed"; conversationId: string; messageId: string; tenantId: string }
  | { status: "ignored"; why: string };

const messageEventSchema = z.looseObject({
  sender: z.looseObject({ id: metaIdSchema }),
  message: z.looseObject({
    mid: metaIdSchema.optional().catch(undefined),
    text: z.string().nullish().catch(null),
    attachments: z.array(z.unknown()).catch([]).default([]),
  }),
});

/** A customer's message: kept here, stored at dm-voice-agent once. */
export async function onMessage(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = messageEventSchema.safeParse(event.payload);
  if (!parsed.success || event.pageId === null) return { status: "ignored", why: "malformed" };
  const { sender, message } = parsed.data;
  if (sender.id === event.pageId) return { status: "ignored", why: "own_message" };

  const channel = await findServingChannel(needs.db, event.pageId);
  if (channel === null) return { status: "ignored", why: "unknown_channel" };
  if (channel.channelId === null) throw new ChannelNotReadyError();

  const stored = await recordInbound(needs, {
    channel: { ...channel, channelId: channel.channelId },
    externalUserId: sender.id,
    externalMessageId: messageIdOf(message.mid ?? event.dedupeKey),
    text: message.text || null,
    attachments: message.attachments,
    occurredAt: event.occurredAt,
  });
  return { status: "processed", tenantId: channel.tenantId, ...stored };
}
