import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { isSuperseded } from "./attention.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

export type OutboundToReplay = Message & { isSuperseded: boolean };

/**
 * An outgoing message, kept from changing until the transaction ends; so is what its conversation
 * waits for, because a customer's next message changes that first.
 */
export async function lockOutbound(
  tx: Db,
  { tenantId, id }: Owned<{ id: string }>,
): Promise<OutboundToReplay | null> {
  const isIt = and(
    eq(messages.id, id),
    eq(messages.tenantId, tenantId),
    eq(messages.direction, "outbound"),
  );
  const [locked] = await tx.select().from(messages).where(isIt).for("update");
  if (locked === undefined) return null;
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, locked.conversationId))
    .for("update");
  // Only now, so that it sees what was committed while the locks were waited for.
  return { ...locked, isSuperseded: await isOvertaken(tx, locked.id) };
}

/** Whether the conversation went on, so that an outgoing message would come too late. */
export async function isOvertaken(db: Db, id: string): Promise<boolean> {
  const [judged] = await db
    .select({ isSuperseded: isSuperseded(db) })
    .from(messages)
    .where(eq(messages.id, id));
  return judged?.isSuperseded ?? true;
}

type Change = Partial<
  Pick<Message, "status" | "lastError" | "attempts" | "firstFailedAt" | "retryAt" | "absentReads">
>;

/** For a message that the transaction has locked. */
export async function changeOutbound(tx: Db, id: string, change: Change): Promise<void> {
  await tx.update(messages).set(change).where(eq(messages.id, id));
}

/** Likewise; it was sent when it was last claimed for sending. */
export async function noteSent(tx: Db, id: string): Promise<void> {
  await tx
    .update(messages)
    .set({ sentAt: sql`coalesce(${messages.claimedAt}, now())` })
    .where(eq(messages.id, id));
}

/** Takes away an answer that was never written and has the agent asked for it once more. */
export async function askAgain(
  tx: Db,
  { id, conversationId, inReplyTo }: Pick<Message, "id" | "conversationId" | "inReplyTo">,
): Promise<void> {
  await tx.delete(messages).where(eq(messages.id, id));
  await tx
    .update(conversations)
    .set({
      replyDueFor: inReplyTo,
      replyAttempts: 0,
      replyFirstFailedAt: null,
      replyRetryAt: null,
    })
    .where(eq(conversations.id, conversationId));
}
