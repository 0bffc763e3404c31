import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { messages } from "#db/schema/messages.ts";
import { systemState } from "#db/schema/system-state.ts";

const RESTORED = "restored";

/** Meta's clock and ours: what is younger than the restore by less is asked about all the same. */
const CLOCKS_APART = sql.raw("interval '1 minute'");

/** Longer than a begun store may still arrive, so that dm-voice-agent's list is believed. */
export const BEGUN_LONG_AGO: SQL = sql.raw("date_trunc('milliseconds', now() - interval '1 hour')");

/**
 * Whether something is from before the last time that the database was restored from a backup: then
 * what became of it is not known from here.
 *
 * @param time A timestamptz.
 */
export function isBeforeRestore(time: SQL): SQL<boolean> {
  return sql<boolean>`coalesce((select ${time} < (value #>> '{}')::timestamptz + ${CLOCKS_APART}
    from ${systemState} where key = ${RESTORED}), false)`;
}

export async function isTimeBeforeRestore(db: Db, time: Date): Promise<boolean> {
  const at = sql`${time.toISOString()}::timestamptz`;
  const { rows } = await db.execute<{ is: boolean }>(sql`select ${isBeforeRestore(at)} as is`);
  return rows[0]?.is === true;
}

export async function noteRestore(tx: Db, at: Date): Promise<void> {
  const value = at.toISOString();
  await tx
    .insert(systemState)
    .values({ key: RESTORED, value })
    .onConflictDoUpdate({ target: systemState.key, set: { value } });
}

const NO_TRIES = { attempts: 0, firstFailedAt: null, retryAt: null };

/**
 * Everything that waits for being sent counts as being sent since it was written, and as begun to be
 * stored at dm-voice-agent.
 *
 * @returns How many there were.
 */
export async function doubtOutgoing(tx: Db): Promise<number> {
  const rows = await tx
    .update(messages)
    .set({
      ...NO_TRIES,
      status: "sending",
      claimedAt: sql`coalesce(${messages.claimedAt}, ${messages.occurredAt})`,
      sendAttempts: sql`${messages.sendAttempts} + 1`,
      absentReads: 0,
      storeStartedAt: BEGUN_LONG_AGO,
    })
    .where(and(eq(messages.direction, "outbound"), inArray(messages.status, ["queued", "sending"])))
    .returning({ id: messages.id });
  return rows.length;
}

/** Everything that is not stored at dm-voice-agent counts as begun to be so, long ago. */
export async function doubtStores(tx: Db): Promise<void> {
  await tx
    .update(messages)
    .set({
      ...NO_TRIES,
      storeStartedAt: BEGUN_LONG_AGO,
    })
    .where(
      and(
        isNull(messages.storedAtVoiceAgentAt),
        or(eq(messages.direction, "inbound"), eq(messages.status, "sent")),
      ),
    );
}
