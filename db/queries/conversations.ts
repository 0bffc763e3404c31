import { and, desc, eq, getTableColumns, isNotNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { crmChannels, type Platform } from "#db/schema/channels.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { before, type Position } from "./position.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

/** The customer's conversation in the channel, made at the first message. */
export async function ensureConversation(
  db: Db,
  conversation: Pick<
    Conversation,
    | "tenantId"
    | "crmChannelId"
    | "externalUserId"
    | "voiceAgentConversationId"
    | "lastMessageAt"
    | "lastMessageText"
  >,
): Promise<Conversation> {
  const [row] = await db
    .insert(conversations)
    .values(conversation)
    .onConflictDoUpdate({
      target: [conversations.crmChannelId, conversations.externalUserId],
      set: { voiceAgentConversationId: conversation.voiceAgentConversationId },
    })
    .returning();
  if (row === undefined) throw new Error("An upsert gave no row");
  return row;
}

/** Moves the conversation up; an older message that came late changes nothing. */
export async function showLastMessage(
  db: Db,
  id: string,
  { at, text }: { at: Date; text: string },
): Promise<void> {
  await db
    .update(conversations)
    .set({ lastMessageAt: at, lastMessageText: text })
    .where(
      and(eq(conversations.id, id), sql`${conversations.lastMessageAt} <= ${at.toISOString()}`),
    );
}

/** For workers, which act for every tenant. */
export async function findConversationById(db: Db, id: string): Promise<Conversation | null> {
  const [row] = await db.select().from(conversations).where(eq(conversations.id, id));
  return row ?? null;
}

export type ConversationWithChannel = Conversation & { channelName: string; platform: Platform };

function selectConversations(db: Db) {
  return db
    .select({
      ...getTableColumns(conversations),
      channelName: crmChannels.name,
      platform: crmChannels.platform,
    })
    .from(conversations)
    .innerJoin(crmChannels, eq(crmChannels.id, conversations.crmChannelId));
}

export async function findConversation(
  db: Db,
  { tenantId, id }: Owned<{ id: string }>,
): Promise<ConversationWithChannel | null> {
  const [row] = await selectConversations(db).where(
    and(eq(conversations.tenantId, tenantId), eq(conversations.id, id)),
  );
  return row ?? null;
}

/** Newest first. */
export function listConversationsOf(
  db: Db,
  { tenantId, after, limit }: Owned<{ after: Position | null; limit: number }>,
): Promise<ConversationWithChannel[]> {
  return selectConversations(db)
    .where(
      and(
        eq(conversations.tenantId, tenantId),
        before(conversations.lastMessageAt, conversations.id, after),
      ),
    )
    .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(limit);
}

/** Notes that a message waits for the agent. */
export async function askForReply(db: Db, id: string, messageId: string): Promise<void> {
  await db
    .update(conversations)
    .set({ replyDueFor: messageId, replyAttempts: 0, replyRetryAt: null })
    .where(eq(conversations.id, id));
}

/** Nothing happens when a newer message has taken the place of `messageId`. */
export async function closeReply(db: Db, id: string, messageId: string): Promise<void> {
  await db
    .update(conversations)
    .set({ replyDueFor: null, replyAttempts: 0, replyRetryAt: null })
    .where(and(eq(conversations.id, id), eq(conversations.replyDueFor, messageId)));
}

export async function postponeReply(
  db: Db,
  id: string,
  { messageId, attempts, retryAt }: { messageId: string; attempts: number; retryAt: Date },
): Promise<void> {
  await db
    .update(conversations)
    .set({ replyAttempts: attempts, replyRetryAt: retryAt })
    .where(and(eq(conversations.id, id), eq(conversations.replyDueFor, messageId)));
}

/** The conversation of a customer whose newest message waits for the agent. */
export async function findConversationToAnswer(
  db: Db,
  { platformPageId, externalUserId }: { platformPageId: string; externalUserId: string },
): Promise<string | null> {
  const [row] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .innerJoin(crmChannels, eq(crmChannels.id, conversations.crmChannelId))
    .where(
      and(
        eq(crmChannels.platformPageId, platformPageId),
        ne(crmChannels.status, "disconnected"),
        eq(conversations.externalUserId, externalUserId),
        isNotNull(conversations.replyDueFor),
      ),
    );
  return row?.id ?? null;
}
