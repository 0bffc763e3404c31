import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { inMs, msSince } from "./clock.ts";
import { FRESH } from "./outbox.ts";
import { isBeforeRestore } from "./restore.ts";

/** What is known of the storing of a message at dm-voice-agent; null when there is no such message. */
export async function findStoring(
  db: Db,
  id: string,
): Promise<{ isStored: boolean; startedAt: Date | null; startedForMs: number | null } | null> {
  const [row] = await db
    .select({
      storedAt: messages.storedAtVoiceAgentAt,
      startedAt: messages.storeStartedAt,
      startedForMs: msSince(messages.storeStartedAt),
    })
    .from(messages)
    .where(eq(messages.id, id));
  return row === undefined ? null : { ...row, isStored: row.storedAt !== null };
}

/** The time of the database in a precision that survives a Date. */
const NOW_MS = sql`date_trunc('milliseconds', now())`;

/** Begins to store, unless somebody has begun since `seen`. @returns The begin, or null. */
export async function claimForStoring(db: Db, id: string, seen: Date | null): Promise<Date | null> {
  const [row] = await db
    .update(messages)
    .set({ storeStartedAt: NOW_MS })
    .where(
      and(
        eq(messages.id, id),
        isNull(messages.storedAtVoiceAgentAt),
        seen === null ? isNull(messages.storeStartedAt) : eq(messages.storeStartedAt, seen),
      ),
    )
    .returning({ startedAt: messages.storeStartedAt });
  return row?.startedAt ?? null;
}

/** Notes that dm-voice-agent has it. */
export async function markStored(db: Db, id: string): Promise<void> {
  await db
    .update(messages)
    .set({ storedAtVoiceAgentAt: sql`now()`, ...FRESH })
    .where(eq(messages.id, id));
}

/**
 * A try to store it is over.
 *
 * @param startedAt The begin of that try; another one's is left alone.
 * @param begunMsAgo As how old the begin counts from now on; null when nothing can have arrived.
 */
export async function endStoring(
  db: Db,
  id: string,
  { startedAt, begunMsAgo }: { startedAt: Date; begunMsAgo: number | null },
): Promise<void> {
  await db
    .update(messages)
    .set({
      storeStartedAt:
        begunMsAgo === null ? null : sql`date_trunc('milliseconds', ${inMs(-begunMsAgo)})`,
    })
    .where(and(eq(messages.id, id), eq(messages.storeStartedAt, startedAt)));
}

/** What was noted of a message of ours while it was taken for somebody else's. */
export type Mistaken = Pick<Message, "storeStartedAt" | "storedAtVoiceAgentAt" | "createdAt">;

/** Under the same id of Meta's dm-voice-agent has the message already, or may get it any moment. */
export async function inheritStoring(
  db: Db,
  id: string,
  { storeStartedAt, storedAtVoiceAgentAt }: Mistaken,
): Promise<void> {
  await db
    .update(messages)
    .set({ storeStartedAt, storedAtVoiceAgentAt })
    .where(eq(messages.id, id));
}

/** Notes that a sent message will never be stored at dm-voice-agent. */
export async function giveUpStoring(db: Db, id: string, lastError: string): Promise<void> {
  await db
    .update(messages)
    .set({ lastError, ...FRESH })
    .where(and(eq(messages.id, id), eq(messages.status, "sent")));
}

/** `other` was at dm-voice-agent before `mine` could be. */
const WAS_BEFORE = sql`other.stored_at_voice_agent_at <
  case when ${isBeforeRestore(sql`mine.occurred_at`)} then least(mine.created_at, mine.occurred_at)
  else mine.created_at end`;

/**
 * Whether one of these was at dm-voice-agent before a message of ours could be: a list of the newest
 * ones that holds it would hold that message too.
 *
 * @param externalIds As dm-voice-agent names them: Meta's, or our own id of an answer.
 */
export async function hasOlder(
  db: Db,
  messageId: string,
  externalIds: readonly string[],
): Promise<boolean> {
  const { rows } = await db.execute(sql`select 1 from ${messages} mine join ${messages} other
    on other.conversation_id = mine.conversation_id
    where mine.id = ${messageId} and ${WAS_BEFORE}
      and (other.external_message_id = any(${sql.param([...externalIds])})
        or other.id::text = any(${sql.param([...externalIds])}))
    limit 1`);
  return rows.length > 0;
}

/**
 * The same of a list that names nothing: something in it is said only by messages of that age.
 *
 * @param noText What a message without a text says there.
 */
export async function hasOlderSaid(
  db: Db,
  messageId: string,
  { said, noText }: { said: readonly { direction: string; text: string }[]; noText: string },
): Promise<boolean> {
  const { rows } = await db.execute(sql`select 1 from ${messages} mine join ${messages} other
      on other.conversation_id = mine.conversation_id
    join unnest(${sql.param(said.map(({ direction }) => direction))}::text[],
        ${sql.param(said.map(({ text }) => text))}::text[]) as said (direction, text)
      on said.direction = other.direction and said.text =
        coalesce(other.text, case when other.kind = 'message' then ${noText} end)
    where mine.id = ${messageId} and other.id <> mine.id group by said.direction, said.text
    having bool_and(coalesce(${WAS_BEFORE}, false)) limit 1`);
  return rows.length > 0;
}

const storedSchema = z.object({ stored: z.number(), alike: z.number() });

/**
 * What dm-voice-agent certainly has among the newest of a message's conversation: how many, and how
 * many that may read like this one. An edited one counts for each of its texts, one that was taken
 * back for any, and one without a text for all of its kind: better two copies of a message than none.
 */
export async function countStored(
  db: Db,
  messageId: string,
  { text, among }: { text: string; among: number },
): Promise<{ stored: number; alike: number }> {
  const { rows } = await db.execute(sql`select count(*)::int as stored, (count(*) filter (where
      other.direction = mine.direction and (other.text = ${text} or other.deleted_at is not null
        or other.edits @> ${JSON.stringify([{ text }])}::jsonb
        or (mine.text is null and other.text is null and other.kind = mine.kind))))::int as alike
    from ${messages} mine cross join lateral (
      select * from ${messages} where conversation_id = mine.conversation_id and id <> mine.id
        and stored_at_voice_agent_at is not null and kind <> 'handover'
      order by stored_at_voice_agent_at desc limit ${among}) other
    where mine.id = ${messageId}`);
  return storedSchema.parse(rows[0]);
}
