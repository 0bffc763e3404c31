import type { Db } from "#db/client.ts";
import { hasTroubled } from "#db/queries/attention.ts";
import type { Message } from "#db/schema/messages.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
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

type Channel = Pick<Message, "tenantId" | "crmChannelId">;

/** Closes the channel's alerts of which nothing is left that waits for a person. */
export async function closeReplyAlerts(needs: Needs, channel: Channel): Promise<void> {
  await closeReplyAlert(needs, channel, "replies.held");
  await closeReplyAlert(needs, channel, "replies.failed");
}

export async function closeReplyAlert(
  { db, boss }: Needs,
  { tenantId, crmChannelId: channelId }: Channel,
  kind: "replies.held" | "replies.failed",
): Promise<void> {
  const held = kind === "replies.held";
  const unless = (tx: Db) => hasTroubled(tx, { tenantId, channelId, held });
  await closeAlert({ tx: db, boss }, { kind, subject: channelId }, { unless });
}
