import type { Db } from "#db/client.ts";
import { hasTroubled } from "#db/queries/attention.ts";
import type { Message, MessageStatus } from "#db/schema/messages.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import type { AlertKind } from "#lib/alerts/kinds.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { Needs } from "./actor.ts";

/** What follows from every decision on a message: its worker takes it up, the screens read again. */
export async function wakeConversation(
  tx: Db,
  { boss }: Pick<Needs, "boss">,
  { tenantId, conversationId }: Pick<Message, "tenantId" | "conversationId">,
): Promise<void> {
  await enqueue({ tx, boss }, "answer-conversation", { conversationId });
  await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
}

/** What a channel's outgoing messages are in while each of these alerts is open. */
const TROUBLE = {
  "replies.held": ["held"],
  "replies.failed": ["failed", "dead"],
  "replies.unstored": ["sent"],
} as const satisfies Partial<Record<AlertKind, readonly MessageStatus[]>>;

export type ReplyAlert = keyof typeof TROUBLE;
export const REPLY_ALERTS = Object.keys(TROUBLE) as ReplyAlert[];

type Channel = Pick<Message, "tenantId" | "crmChannelId">;

/** Closes the channel's alerts of which nothing is left that waits for a person. */
export async function closeReplyAlerts(needs: Needs, channel: Channel): Promise<void> {
  for (const kind of REPLY_ALERTS) await closeReplyAlert(needs, channel, kind);
}

export async function closeReplyAlert(
  { db, boss }: Needs,
  { tenantId, crmChannelId: channelId }: Channel,
  kind: ReplyAlert,
): Promise<void> {
  const statuses = TROUBLE[kind];
  const unless = (tx: Db) => hasTroubled(tx, { tenantId, channelId, statuses });
  await closeAlert({ tx: db, boss }, { kind, subject: channelId }, { unless });
}
