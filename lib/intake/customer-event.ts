import { z } from "zod";
import { type ChannelWithAgent, findServingChannel } from "#db/queries/channels.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { type InboundMessage, recordInbound } from "#lib/conversations/record-inbound.ts";
import { optionalId } from "#lib/meta/events/parts.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { ChannelNotReadyError } from "./errors.ts";
import { isTestSample } from "./is-test-sample.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

export type ServedChannel = ChannelWithAgent & { channelId: string };

const partiesSchema = z.looseObject({
  sender: z.looseObject({ id: optionalId }).nullish().catch(null),
  recipient: z.looseObject({ id: optionalId }).nullish().catch(null),
});

/** The two sides of an event as Meta names them. */
export function partiesOf({ payload }: WebhookEvent): {
  senderId: string | null;
  recipientId: string | null;
} {
  const { sender, recipient } = partiesSchema.safeParse(payload).data ?? {};
  return { senderId: sender?.id ?? null, recipientId: recipient?.id ?? null };
}

export const ignored = (why: string): Outcome => ({ status: "ignored", why });

/** The channel that an event came for, or why it is only kept. @throws {ChannelNotReadyError} */
export async function channelOf(
  event: WebhookEvent,
  { db }: Pick<HandlerNeeds, "db">,
): Promise<{ channel: ServedChannel } | { outcome: Outcome }> {
  if (isTestSample(event)) return { outcome: ignored("test_event") };
  if (event.pageId === null) return { outcome: ignored("malformed") };
  const channel = await findServingChannel(db, event.pageId);
  if (channel === null) return { outcome: ignored("unknown_channel") };
  if (channel.channelId === null) throw new ChannelNotReadyError();
  return { channel: { ...channel, channelId: channel.channelId } };
}

/** After an outage nobody waits any more for an answer to what was written longer ago. */
const STALE_MS = 30 * 60_000;

/**
 * Meta repeats a delivery for 36 hours at most: what a webhook tells of an earlier time is a sample, or
 * the time is a mistake. What gap repair found is as old as Meta's list says.
 */
const CREDIBLE_AGE_MS = 48 * 60 * 60_000;

function ageOf({ receivedAt, occurredAt }: WebhookEvent): number {
  return receivedAt.getTime() - occurredAt.getTime();
}

export function isTimeCredible(event: WebhookEvent): boolean {
  return event.source === "gap-repair" || ageOf(event) <= CREDIBLE_AGE_MS;
}

/** When it happened; just now, when Meta's word on that cannot be true. */
export function credibleTimeOf(event: WebhookEvent): Date {
  return isTimeCredible(event) ? event.occurredAt : event.receivedAt;
}

export function isStale(event: WebhookEvent): boolean {
  return isTimeCredible(event) && ageOf(event) > STALE_MS;
}

type Act = Pick<InboundMessage, "kind" | "text" | "externalMessageId"> &
  Partial<Pick<InboundMessage, "attachments" | "metadata" | "targetExternalId" | "words">> & {
    /** By Meta's rules the company may answer for another 24 hours. */
    opensWindow: boolean;
    /** The agent is to say something to it. */
    isToBeAnswered: boolean;
    /** When it is not the sender. */
    externalUserId?: string;
  };

/**
 * Keeps what a customer did in a channel, and says whether it is to be answered. What was only
 * overheard because another app has the conversation is kept alike and never answered.
 */
export async function recordAct(
  event: WebhookEvent,
  channel: ServedChannel,
  needs: HandlerNeeds,
  { opensWindow, isToBeAnswered, ...act }: Act,
): Promise<Outcome> {
  const { senderId, recipientId } = partiesOf(event);
  const externalUserId = act.externalUserId ?? senderId;
  if (externalUserId === null) return ignored("no_customer");
  if ([event.pageId, recipientId].includes(externalUserId)) return ignored("own_message");
  const isRepaired = event.source === "gap-repair";
  const isOverheard = event.eventType === "standby";
  const recorded = await recordInbound(needs, {
    attachments: [],
    targetExternalId: null,
    words: null,
    ...act,
    metadata: { ...act.metadata, ...(isOverheard ? { standby: true } : {}) },
    channel,
    externalUserId,
    occurredAt: event.occurredAt,
    opensWindowAt: opensWindow ? credibleTimeOf(event) : null,
    isRepaired,
  });
  const { conversationId, messageId } = recorded;
  if (recorded.isProfileDue) {
    await enqueue({ tx: needs.db, boss: needs.boss }, "fetch-profile", { conversationId });
  }
  const isTooLate = isRepaired && isStale(event);
  const isUnwanted = isOverheard || isTooLate || recorded.isTakenBack;
  const isAnswered = isToBeAnswered && recorded.isNewest && !isUnwanted;
  return { status: "processed", conversationId, toAnswer: isAnswered ? messageId : null };
}
