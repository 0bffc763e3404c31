import { and, desc, eq, getTableColumns, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type ChannelStatus, crmChannels, type Platform } from "#db/schema/channels.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { tenants, users } from "#db/schema/tenants.ts";
import { failingSince, inMs, msSince, msUntil } from "./clock.ts";
import { before, type Position } from "./position.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

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

export type ConversationWithChannel = Conversation & {
  channelName: string;
  platform: Platform;
  /** Of the teammate who took over. */
  pausedByEmail: string | null;
  channelStatus: ChannelStatus;
  /** Since when nothing is sent for the company; null when sending is on. */
  sendingPausedAt: Date | null;
};

function selectConversations(db: Db) {
  return db
    .select({
      ...getTableColumns(conversations),
      channelName: crmChannels.name,
      platform: crmChannels.platform,
      pausedByEmail: users.email,
      channelStatus: crmChannels.status,
      sendingPausedAt: tenants.sendingPausedAt,
    })
    .from(conversations)
    .innerJoin(crmChannels, eq(crmChannels.id, conversations.crmChannelId))
    .innerJoin(tenants, eq(tenants.id, conversations.tenantId))
    .leftJoin(users, eq(users.id, conversations.aiPausedByUserId));
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

/** Meta refused a message because the customer has not written for too long. */
export async function noteWindowClosed(
  db: Db,
  { id, lastInboundAt }: Pick<Conversation, "id" | "lastInboundAt">,
): Promise<void> {
  const isUnchanged =
    lastInboundAt === null
      ? isNull(conversations.lastInboundAt)
      : eq(conversations.lastInboundAt, lastInboundAt);
  await db
    .update(conversations)
    .set({ windowClosedAt: sql`now()` })
    .where(and(eq(conversations.id, id), isUnchanged));
}

/** Nothing happens when a newer message has taken the place of `messageId`. */
export async function closeReply(db: Db, id: string, messageId: string): Promise<boolean> {
  const rows = await db
    .update(conversations)
    .set({ replyDueFor: null, replyAttempts: 0, replyFirstFailedAt: null, replyRetryAt: null })
    .where(and(eq(conversations.id, id), eq(conversations.replyDueFor, messageId)))
    .returning({ id: conversations.id });
  return rows.length === 1;
}

export async function postponeReply(
  db: Db,
  id: string,
  {
    messageId,
    attempts,
    delayMs,
    isFailing,
  }: { messageId: string; attempts: number; delayMs: number; isFailing: boolean },
): Promise<void> {
  await db
    .update(conversations)
    .set({
      replyAttempts: attempts,
      replyFirstFailedAt: failingSince(conversations.replyFirstFailedAt, isFailing),
      replyRetryAt: inMs(delayMs),
    })
    .where(and(eq(conversations.id, id), eq(conversations.replyDueFor, messageId)));
}

export type DueReply = {
  conversation: Conversation;
  waitMs: number;
  failedForMs: number | null;
  /** Since the customer last wrote, by the database's clock; null when that was never noted. */
  quietForMs: number | null;
};

/** A conversation with the waiting times of its due answer. */
export async function findDueReply(db: Db, id: string): Promise<DueReply | null> {
  const [row] = await db
    .select({
      conversation: conversations,
      waitMs: msUntil(conversations.replyRetryAt),
      failedForMs: msSince(conversations.replyFirstFailedAt),
      quietForMs: msSince(conversations.lastInboundAt),
    })
    .from(conversations)
    .where(eq(conversations.id, id));
  return row ?? null;
}

/** The conversation of a channel with a customer. */
export async function findConversationWith(
  db: Db,
  { crmChannelId, externalUserId }: { crmChannelId: string; externalUserId: string },
): Promise<Conversation | null> {
  const [row] = await db
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.crmChannelId, crmChannelId),
        eq(conversations.externalUserId, externalUserId),
      ),
    );
  return row ?? null;
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
