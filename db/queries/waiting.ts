import { and, eq, isNotNull, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { messages } from "#db/schema/messages.ts";

/** Of one channel, or of all channels of a company. */
export type Where = { channelId: string } | { tenantId: string };

/**
 * Nothing that waits in a channel will be sent: what was queued fails, what the agent still owed is
 * dropped. What is being sent just now is settled as always.
 *
 * @returns The conversations in which something changed.
 */
export async function cancelWaiting(tx: Db, where: Where, lastError: string): Promise<string[]> {
  const nothingDue = { replyDueFor: null, replyAttempts: 0, replyFirstFailedAt: null };
  return changeWaiting(
    tx,
    where,
    { status: "failed", lastError, retryAt: null },
    { ...nothingDue, replyRetryAt: null },
  );
}

/**
 * What waits for another try may be tried at once.
 *
 * @returns The conversations in which something waits.
 */
export function hastenWaiting(tx: Db, where: Where): Promise<string[]> {
  return changeWaiting(tx, where, { retryAt: null }, { replyRetryAt: null });
}

async function changeWaiting(
  tx: Db,
  where: Where,
  queued: Partial<typeof messages.$inferInsert>,
  due: Partial<typeof conversations.$inferInsert>,
): Promise<string[]> {
  const changed = await tx
    .update(messages)
    .set(queued)
    .where(and(ofMessages(where), eq(messages.status, "queued")))
    .returning({ id: messages.conversationId });
  const owing = await tx
    .update(conversations)
    .set(due)
    .where(and(ofConversations(where), isNotNull(conversations.replyDueFor)))
    .returning({ id: conversations.id });
  return [...new Set([...changed, ...owing].map(({ id }) => id))];
}

function ofMessages(where: Where): SQL {
  return "channelId" in where
    ? eq(messages.crmChannelId, where.channelId)
    : eq(messages.tenantId, where.tenantId);
}

function ofConversations(where: Where): SQL {
  return "channelId" in where
    ? eq(conversations.crmChannelId, where.channelId)
    : eq(conversations.tenantId, where.tenantId);
}
