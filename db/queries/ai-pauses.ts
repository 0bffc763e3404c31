import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";

/** The agent asks for a person; a pause that is there already stays as it is. */
export async function pauseByAgent(tx: Db, conversationId: string): Promise<void> {
  await tx
    .update(conversations)
    .set({ aiPausedAt: sql`now()`, aiPausedBy: "agent" })
    .where(and(eq(conversations.id, conversationId), isNull(conversations.aiPausedAt)));
}

/** Takes back a pause that was made because a message of ours was taken for somebody else's. */
export async function undoMistakenPause(
  tx: Db,
  conversationId: string,
  { createdAt }: { createdAt: Date },
): Promise<void> {
  const at = sql`date_trunc('milliseconds', ${conversations.aiPausedAt})`;
  await tx
    .update(conversations)
    .set({ aiPausedAt: null, aiPausedBy: null })
    .where(
      and(
        eq(conversations.id, conversationId),
        eq(conversations.aiPausedBy, "page_inbox"),
        // Both were set by one transaction, so they are the same now().
        sql`${at} = ${createdAt.toISOString()}`,
      ),
    );
}

/** A person has come: from now on the pause is the teammate's. False when the agent asked for none. */
export async function takeOverFromAgent(
  tx: Db,
  conversationId: string,
  userId: string,
): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ aiPausedBy: "teammate", aiPausedByUserId: userId })
    .where(and(eq(conversations.id, conversationId), eq(conversations.aiPausedBy, "agent")))
    .returning({ id: conversations.id });
  return rows.length === 1;
}

/** A teammate takes a pause over that is somebody else's, who then no longer ends it. */
export async function claimPause(tx: Db, conversationId: string, userId: string): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ aiPausedBy: "teammate", aiPausedByUserId: userId })
    .where(and(eq(conversations.id, conversationId), ne(conversations.aiPausedBy, "teammate")))
    .returning({ id: conversations.id });
  return rows.length === 1;
}

/** Whether the agent asked for a person in a conversation of the channel, and none has come yet. */
export async function hasWaitingHandover(
  db: Db,
  { tenantId, channelId }: { tenantId: string; channelId: string },
): Promise<boolean> {
  const rows = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, tenantId),
        eq(conversations.crmChannelId, channelId),
        eq(conversations.aiPausedBy, "agent"),
      ),
    )
    .limit(1);
  return rows.length === 1;
}
