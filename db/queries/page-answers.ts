import { and, desc, eq, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import { type Conversation, conversations, type Pauser } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";

type ConversationKey = Pick<
  Conversation,
  "tenantId" | "crmChannelId" | "externalUserId" | "voiceAgentConversationId"
>;

/** The customer's conversation in the channel, made when somebody writes the first message of it. */
export async function ensureConversation(
  tx: Db,
  key: ConversationKey,
  shown: { at: Date; text: string },
): Promise<Conversation> {
  const [row] = await tx
    .insert(conversations)
    .values({ ...key, lastMessageAt: shown.at, lastMessageText: shown.text })
    .onConflictDoUpdate({
      target: [conversations.crmChannelId, conversations.externalUserId],
      set: { voiceAgentConversationId: key.voiceAgentConversationId },
    })
    .returning();
  if (row === undefined) throw new Error("An upsert gave no row");
  return row;
}

type PageAnswer = Pick<
  Message,
  | "tenantId"
  | "crmChannelId"
  | "conversationId"
  | "origin"
  | "text"
  | "attachments"
  | "metadata"
  | "targetExternalId"
  | "occurredAt"
> & { externalMessageId: string };

/** A message of the page that did not come from us. @returns Null when it is there already. */
export async function insertPageAnswer(tx: Db, answer: PageAnswer): Promise<string | null> {
  const [row] = await tx
    .insert(messages)
    .values({
      ...answer,
      direction: "outbound",
      handledBy: "human_agent",
      status: "sent",
      sentAt: answer.occurredAt,
      // As if its storing had begun long ago: it may be ours from before a restore, and stored then.
      storeStartedAt: sql`date_trunc('milliseconds', now() - interval '1 minute')`,
    })
    .onConflictDoNothing({ target: [messages.crmChannelId, messages.externalMessageId] })
    .returning({ id: messages.id });
  return row?.id ?? null;
}

/** What a conversation had come to when the page said something. */
export type Said = {
  /** When the customer last said something, by Meta's clock; null when never. */
  customerAt: Date | null;
  /** We had answered it, or were about to; where the customer had said nothing, we had spoken at all. */
  isAnswered: boolean;
};

export async function saidBefore(db: Db, conversationId: string, at: Date): Promise<Said> {
  const [word] = await db
    .select({ at: messages.occurredAt, createdAt: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        lte(messages.occurredAt, at),
        eq(messages.direction, "inbound"),
        inArray(messages.kind, ["message", "postback"]),
      ),
    )
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(1);
  const ours = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, "outbound"),
        isNull(messages.origin),
        inArray(messages.status, ["sending", "sent", "held"]),
        lte(messages.claimedAt, at),
        // Both by our own clock.
        word === undefined ? undefined : gt(messages.claimedAt, word.createdAt),
      ),
    )
    .limit(1);
  return { customerAt: word?.at ?? null, isAnswered: ours.length === 1 };
}

/** Whether a teammate has let the agent answer again after that time. */
export async function wasHandedBackSince(
  db: Db,
  { tenantId, conversationId, at }: { tenantId: string; conversationId: string; at: Date },
): Promise<boolean> {
  const rows = await db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.tenantId, tenantId),
        gt(auditLog.createdAt, at),
        eq(auditLog.action, "conversation.release"),
        eq(auditLog.target, conversationId),
      ),
    )
    .limit(1);
  return rows.length === 1;
}

type Note = Pick<
  Message,
  "tenantId" | "crmChannelId" | "conversationId" | "kind" | "metadata" | "occurredAt"
> & { externalMessageId: string };

/** A line of the conversation that is for the screens alone. @returns Whether it is new. */
export async function insertNote(tx: Db, note: Note): Promise<boolean> {
  const rows = await tx
    .insert(messages)
    .values({
      ...note,
      direction: "inbound",
      handledBy: "facebook_webhook",
      status: "received",
      storedAtVoiceAgentAt: sql`now()`,
    })
    .onConflictDoNothing({ target: [messages.crmChannelId, messages.externalMessageId] })
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** @returns False when the agent is silent there already. */
export async function pauseAgent(
  tx: Db,
  id: string,
  { by, userId = null }: { by: Pauser; userId?: string | null },
): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({
      aiPausedAt: sql`now()`,
      aiPausedBy: by,
      aiPausedByUserId: userId,
      replyDueFor: null,
      replyAttempts: 0,
      replyFirstFailedAt: null,
      replyRetryAt: null,
    })
    .where(and(eq(conversations.id, id), isNull(conversations.aiPausedAt)))
    .returning({ id: conversations.id });
  return rows.length === 1;
}

/** @param by Only when this one silenced it. @returns False when the agent was not silent, or by somebody else. */
export async function resumeAgent(tx: Db, id: string, by?: Pauser): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ aiPausedAt: null, aiPausedBy: null, aiPausedByUserId: null })
    .where(
      and(
        eq(conversations.id, id),
        sql`${conversations.aiPausedAt} is not null`,
        by === undefined ? undefined : eq(conversations.aiPausedBy, by),
      ),
    )
    .returning({ id: conversations.id });
  return rows.length === 1;
}
