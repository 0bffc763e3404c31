import { and, asc, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";

type Named = { crmChannelId: string; externalMessageId: string };

/** The message of Meta's id, kept from changing until the transaction ends. */
export async function lockByExternalId(tx: Db, named: Named): Promise<Message | null> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, named.crmChannelId),
        eq(messages.externalMessageId, named.externalMessageId),
      ),
    )
    .for("update");
  return row ?? null;
}

/** What was done to the message of Meta's id, oldest first; the message itself may not be known. */
export function listActivities(db: Db, named: Named): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, named.crmChannelId),
        eq(messages.targetExternalId, named.externalMessageId),
        inArray(messages.kind, ["edit", "unsend", "reaction"]),
      ),
    )
    .orderBy(asc(messages.occurredAt), asc(messages.id));
}

type Content = Partial<
  Pick<
    Message,
    "text" | "attachments" | "metadata" | "content" | "edits" | "reactions" | "deletedAt"
  >
>;

export async function setContent(tx: Db, ids: readonly string[], content: Content): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(messages)
    .set(content)
    .where(inArray(messages.id, [...ids]));
}

/** Changes what the list of conversations shows, if it shows this message. */
export async function replacePreview(
  tx: Db,
  conversationId: string,
  { at, from, to }: { at: Date; from: string; to: string },
): Promise<void> {
  await tx
    .update(conversations)
    .set({ lastMessageText: to })
    .where(
      and(
        eq(conversations.id, conversationId),
        eq(conversations.lastMessageText, from),
        sql`date_trunc('milliseconds', ${conversations.lastMessageAt}) = ${at.toISOString()}`,
      ),
    );
}

/**
 * An answer that is due to this message is due to the newest other one that nobody has answered; when
 * there is none it is not due any more.
 */
export async function passOnDueReply(tx: Db, message: Message): Promise<void> {
  const answeredAt = tx
    .select({ at: sql`coalesce(max(occurred_at), '-infinity')` })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, message.conversationId),
        eq(messages.direction, "outbound"),
        eq(messages.status, "sent"),
      ),
    );
  const [other] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, message.conversationId),
        eq(messages.direction, "inbound"),
        inArray(messages.kind, ["message", "postback"]),
        isNull(messages.deletedAt),
        eq(messages.isLate, false),
        ne(messages.id, message.id),
        sql`${messages.occurredAt} > (${answeredAt})`,
      ),
    )
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(1);
  await tx
    .update(conversations)
    .set({
      replyDueFor: other?.id ?? null,
      replyAttempts: 0,
      replyFirstFailedAt: null,
      replyRetryAt: null,
    })
    .where(
      and(eq(conversations.id, message.conversationId), eq(conversations.replyDueFor, message.id)),
    );
}
