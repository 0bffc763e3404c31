import { and, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Message, messages } from "#db/schema/messages.ts";

/** What one row of the outbox says. */
export type PartRow = Pick<Message, "text" | "content" | "attachments">;

export const EARLIER_PART_FAILED = "replies.earlier-part-failed";

/**
 * A part of a longer message waits for those before it: it is sent after they were sent, and stored
 * at dm-voice-agent after they were stored or given up.
 */
export const isHeldBack: SQL = sql`(${messages.part} > 0 and exists (
  select 1 from ${messages} earlier
  where (earlier.id = ${messages.partOf} or earlier.part_of = ${messages.partOf})
    and earlier.part < ${messages.part}
    and case ${messages.status}
      when 'queued' then earlier.status <> 'sent'
      when 'sent' then earlier.status = 'sent'
        and earlier.stored_at_voice_agent_at is null and earlier.last_error is null
      else false end))`;

type Part = Pick<Message, "id" | "partOf" | "part">;

/** The parts that come after one of a message's. */
function after({ id, partOf, part }: Part): SQL | undefined {
  return and(eq(messages.partOf, partOf ?? id), gt(messages.part, part));
}

/** Those that wait behind a part will not be sent. */
export async function failLaterParts(
  db: Db,
  part: Part,
  code: string = EARLIER_PART_FAILED,
): Promise<void> {
  await db
    .update(messages)
    .set({ status: "failed", lastError: code, retryAt: null })
    .where(and(after(part), eq(messages.status, "queued")));
}

/** Those that were given up with a part go after it all the same. */
export async function resumeLaterParts(db: Db, part: Part): Promise<void> {
  await db
    .update(messages)
    .set({ status: "queued", lastError: null, attempts: 0, firstFailedAt: null, retryAt: null })
    .where(
      and(after(part), eq(messages.status, "failed"), eq(messages.lastError, EARLIER_PART_FAILED)),
    );
}

/** The part because of which a later one was given up; null when none was. */
export async function findFailedPart(db: Db, { partOf }: Part): Promise<string | null> {
  if (partOf === null) return null;
  const [row] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        or(eq(messages.id, partOf), eq(messages.partOf, partOf)),
        sql`${messages.status} in ('failed', 'dead')`,
        or(isNull(messages.lastError), sql`${messages.lastError} <> ${EARLIER_PART_FAILED}`),
      ),
    )
    .orderBy(messages.part)
    .limit(1);
  return row?.id ?? null;
}

/** The rows of a message, in order. */
export function listParts(db: Db, firstId: string): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(or(eq(messages.id, firstId), eq(messages.partOf, firstId)))
    .orderBy(messages.part);
}

/** Adds the rows after the first one, of the same time, so that nothing comes between them. */
export async function insertLaterParts(
  tx: Db,
  first: Message,
  parts: readonly PartRow[],
): Promise<Message[]> {
  if (parts.length === 0) return [];
  const { tenantId, crmChannelId, conversationId, handledBy, agentId, model, authorId } = first;
  return tx
    .insert(messages)
    .values(
      parts.map(({ text, content, attachments }, index) => ({
        tenantId,
        crmChannelId,
        conversationId,
        direction: "outbound" as const,
        handledBy,
        agentId,
        model,
        authorId,
        text,
        content,
        attachments,
        status: first.status,
        occurredAt: first.occurredAt,
        partOf: first.id,
        part: index + 1,
      })),
    )
    .returning();
}
