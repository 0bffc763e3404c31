import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { upstreamPauses } from "#db/schema/upstream-pauses.ts";

export type Pause = { scope: string; waitMs: number; spacingMs: number };

/** Who noted high usage may be gone; nobody's calls are spaced out for ever. */
const liveSpacing = sql<number>`case when ${upstreamPauses.until} < now() - interval '5 minutes'
  then 0 else ${upstreamPauses.spacingMs} end`.mapWith(Number);

/** The pauses of these scopes, with what is left of each by the database's clock; at least 0 ms. */
export async function listPauses(db: Db, scopes: string[]): Promise<Pause[]> {
  const rows = await db
    .select({
      scope: upstreamPauses.scope,
      spacingMs: liveSpacing,
      waitMs: sql<string>`greatest(0, extract(epoch from ${upstreamPauses.until} - now()) * 1000)`,
    })
    .from(upstreamPauses)
    .where(inArray(upstreamPauses.scope, scopes));
  return rows.map((row) => ({ ...row, waitMs: Number(row.waitMs) }));
}

/** Takes the one call that a spaced-out scope may make now; false when somebody else has. */
export async function takeTurn(db: Db, scope: string): Promise<boolean> {
  const rows = await db
    .update(upstreamPauses)
    .set({ until: sql`now() + make_interval(secs => ${upstreamPauses.spacingMs} / 1000.0)` })
    .where(sql`${upstreamPauses.scope} = ${scope} and ${upstreamPauses.until} <= now()`)
    .returning({ scope: upstreamPauses.scope });
  return rows.length === 1;
}

/** Another one soon after the last: how often in a row decides how long it is. */
const IN_A_ROW = sql`interval '2 hours'`;

/**
 * Begins or prolongs a pause; it never shortens one.
 *
 * @param forMs Null when Meta named no time: then 1, 2, 4 … up to 60 minutes, by those before it.
 */
export async function extendPause(
  db: Db,
  { scope, reason, forMs }: { scope: string; reason: string; forMs: number | null },
): Promise<void> {
  const isRepeated = sql`${upstreamPauses.until} > now() - ${IN_A_ROW}`;
  const seen = sql`case when ${isRepeated} and ${upstreamPauses.until} <= now() then least(${upstreamPauses.seen} + 1, 7)
    when ${isRepeated} then ${upstreamPauses.seen} else 1 end`;
  const length =
    forMs === null
      ? sql`least(interval '1 minute' * power(2, (${seen}) - 1), interval '60 minutes')`
      : sql`make_interval(secs => ${forMs / 1_000})`;
  const firstLength = sql`make_interval(secs => ${(forMs ?? 60_000) / 1_000})`;
  await db
    .insert(upstreamPauses)
    .values({ scope, reason, until: sql`now() + ${firstLength}` })
    .onConflictDoUpdate({
      target: upstreamPauses.scope,
      set: {
        reason,
        seen,
        until: sql`greatest(${upstreamPauses.until}, now() + ${length})`,
      },
    });
}

/** What paused a scope for this reason is over. */
export async function endPause(db: Db, scope: string, reason: string): Promise<void> {
  await db
    .update(upstreamPauses)
    .set({ until: sql`now()` })
    .where(
      and(
        eq(upstreamPauses.scope, scope),
        eq(upstreamPauses.reason, reason),
        gt(upstreamPauses.until, sql`now()`),
      ),
    );
}

/** Makes a scope whose calls are always spaced out, unless it is there. */
export async function ensureSpacing(db: Db, scope: string, spacingMs: number): Promise<void> {
  await db
    .insert(upstreamPauses)
    .values({ scope, reason: "usage", spacingMs, until: sql`now()` })
    .onConflictDoNothing({ target: upstreamPauses.scope });
}

/** Spaces the calls of a scope out; 0 ends it. */
export async function setSpacing(db: Db, scope: string, spacingMs: number): Promise<void> {
  await db
    .insert(upstreamPauses)
    .values({ scope, reason: "usage", spacingMs, until: sql`now()` })
    .onConflictDoUpdate({
      target: upstreamPauses.scope,
      set: { spacingMs, until: sql`greatest(${upstreamPauses.until}, now())` },
    });
}
