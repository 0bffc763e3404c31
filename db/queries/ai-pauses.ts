import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";

/** The agent asks for a person; a pause that is there already stays as it is. */
export async function pauseByAgent(tx: Db, conversationId: string): Promise<void> {
  await tx
    .update(conversations)
    .set({ aiPausedAt: sql`now()`, aiPausedBy: "agent" })
    .where(and(eq(conversations.id, conversationId), isNull(conversations.aiPausedAt)));
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
