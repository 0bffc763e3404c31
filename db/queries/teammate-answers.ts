import { and, eq, getTableColumns, gt, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Channel, crmChannels } from "#db/schema/channels.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { IS_OPEN, type Message, messages } from "#db/schema/messages.ts";
import { tenants, users } from "#db/schema/tenants.ts";
import { msSince } from "./clock.ts";
import { failLaterParts, insertLaterParts, type PartRow } from "./message-parts.ts";

export type ConversationToAnswer = Conversation & {
  platform: Channel["platform"];
  channelStatus: Channel["status"];
  sendingPausedAt: Date | null;
  /** Since the customer last wrote, by the database's clock; null when that was never noted. */
  quietForMs: number | null;
};

/** A conversation of the tenant's, in which nobody else writes an answer until the transaction ends. */
export async function lockConversation(
  tx: Db,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<ConversationToAnswer | null> {
  const [row] = await tx
    .select({
      ...getTableColumns(conversations),
      platform: crmChannels.platform,
      channelStatus: crmChannels.status,
      sendingPausedAt: tenants.sendingPausedAt,
      quietForMs: msSince(conversations.lastInboundAt),
    })
    .from(conversations)
    .innerJoin(crmChannels, eq(crmChannels.id, conversations.crmChannelId))
    .innerJoin(tenants, eq(tenants.id, conversations.tenantId))
    .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, id)))
    .for("no key update", { of: conversations });
  return row ?? null;
}

export async function findByClientId(
  db: Db,
  { conversationId, clientId }: { conversationId: string; clientId: string },
): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.clientId, clientId)));
  return row ?? null;
}

/**
 * Puts a teammate's answer into the outbox of a conversation that the transaction has locked.
 *
 * @returns Its rows, one for each part.
 */
export async function insertAnswer(
  tx: Db,
  { id, tenantId, crmChannelId }: Pick<Conversation, "id" | "tenantId" | "crmChannelId">,
  { parts, ...answer }: { parts: readonly PartRow[]; clientId: string; authorId: string },
): Promise<Message[]> {
  const [first = {}, ...others] = parts;
  const [row] = await tx
    .insert(messages)
    .values({
      ...answer,
      ...first,
      tenantId,
      crmChannelId,
      conversationId: id,
      direction: "outbound",
      handledBy: "human_agent",
      status: "queued",
      // Not now(): this transaction may have begun before another's answer and waited for its end.
      occurredAt: sql`date_trunc('milliseconds', clock_timestamp())`,
    })
    .returning();
  if (row === undefined) throw new Error("An insert gave no row");
  return [row, ...(await insertLaterParts(tx, row, others))];
}

/** Nothing that the customer has written so far is left to the agent. */
export async function cancelDueReply(tx: Db, conversationId: string): Promise<void> {
  await tx
    .update(conversations)
    .set({ replyDueFor: null, replyAttempts: 0, replyFirstFailedAt: null, replyRetryAt: null })
    .where(eq(conversations.id, conversationId));
}

/**
 * Takes back the agent's answers that wait for being sent, unless a part of them went out; one that
 * was tried before is kept as superseded. What a worker holds at this moment is left to it.
 */
export async function dropWaitingReplies(tx: Db, conversationId: string): Promise<void> {
  const waiting = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        sql`(${IS_OPEN})`,
        eq(messages.status, "queued"),
        eq(messages.handledBy, "ai_agent"),
        // While the first part waits, nothing of the answer was sent; the others go with it.
        eq(messages.part, 0),
      ),
    )
    .for("update", { skipLocked: true });
  if (waiting.length === 0) return;
  const ids = waiting.map(({ id }) => id);
  await tx.delete(messages).where(and(inArray(messages.id, ids), eq(messages.sendAttempts, 0)));
  const kept = await tx
    .update(messages)
    .set({ status: "failed", lastError: "replies.superseded", retryAt: null })
    .where(and(inArray(messages.id, ids), gt(messages.sendAttempts, 0)))
    .returning({ id: messages.id, partOf: messages.partOf, part: messages.part });
  for (const first of kept) await failLaterParts(tx, first);
}

/** The e-mail of each of these users. */
export async function listEmails(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(inArray(users.id, [...userIds]));
  return new Map(rows.map(({ id, email }) => [id, email]));
}
