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

/** Closes the channel's alerts of which nothing is left that waits for a person. */
export async function closeReplyAlerts(
  { db, boss }: Needs,
  { tenantId, crmChannelId }: Pick<Message, "tenantId" | "crmChannelId">,
): Promise<void> {
  for (const [kind, held] of [
    ["replies.held", true],
    ["replies.failed", false],
  ] as const) {
    if (await hasTroubled(db, { tenantId, channelId: crmChannelId, held })) continue;
    await closeAlert({ tx: db, boss }, { kind, subject: crmChannelId });
  }
}
