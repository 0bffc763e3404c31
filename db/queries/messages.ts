import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { before, type Position } from "./position.ts";

export async function findByExternalId(
  db: Db,
  crmChannelId: string,
  externalMessageId: string,
): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        eq(messages.externalMessageId, externalMessageId),
      ),
    );
  return row ?? null;
}

export function listByExternalIds(
  db: Db,
  crmChannelId: string,
  externalMessageIds: string[],
): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        inArray(messages.externalMessageId, externalMessageIds),
      ),
    );
}

/** Of these Meta message ids the ones that the channel's history has. */
export async function listKnownExternalIds(
  db: Db,
  crmChannelId: string,
  externalMessageIds: string[],
): Promise<Set<string>> {
  if (externalMessageIds.length === 0) return new Set();
  const rows = await db
    .select({ id: messages.externalMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        inArray(messages.externalMessageId, externalMessageIds),
      ),
    );
  return new Set(rows.flatMap(({ id }) => id ?? []));
}

export async function findMessageById(db: Db, id: string): Promise<Message | null> {
  const [row] = await db.select().from(messages).where(eq(messages.id, id));
  return row ?? null;
}

/** Newest first. The caller has checked that the conversation is the tenant's. */
export function listMessagesOf(
  db: Db,
  {
    conversationId,
    after,
    limit,
  }: { conversationId: string; after: Position | null; limit: number },
): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        before(messages.occurredAt, messages.id, after),
      ),
    )
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(limit);
}

/** What is known of its files; of one that was taken back nothing is kept. */
export async function setAttachments(db: Db, id: string, attachments: unknown[]): Promise<void> {
  await db
    .update(messages)
    .set({ attachments })
    .where(and(eq(messages.id, id), isNull(messages.deletedAt)));
}
