import { and, asc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Alert, alerts } from "#db/schema/alerts.ts";

type Problem = Pick<Alert, "kind" | "subject">;

const REFRESH_SECONDS = 10;

/** A cursor holds milliseconds, so what it is compared with holds no more. */
const NOW_IN_MS = sql`date_trunc('milliseconds', now())`;

const isOpen = ({ kind, subject }: Problem) =>
  and(eq(alerts.kind, kind), eq(alerts.subject, subject), isNull(alerts.closedAt));

/** The new alert's id; null when the problem has an open one. */
export async function insertAlert(
  db: Db,
  alert: Pick<Alert, "tenantId" | "kind" | "subject" | "severity" | "code">,
): Promise<string | null> {
  const [row] = await db
    .insert(alerts)
    .values({ ...alert, openedAt: NOW_IN_MS, lastSeenAt: NOW_IN_MS })
    .onConflictDoNothing({
      target: [alerts.kind, alerts.subject],
      where: sql`closed_at is null`,
    })
    .returning({ id: alerts.id });
  return row?.id ?? null;
}

/**
 * Notes that a problem is still there, unless somebody just did, and keeps its alert from being
 * closed before this transaction ends. False when it has no open one.
 */
export async function refreshAlert(
  db: Db,
  { code, ...problem }: Problem & Pick<Alert, "code">,
): Promise<boolean> {
  const isStale = lt(alerts.lastSeenAt, sql`now() - make_interval(secs => ${REFRESH_SECONDS})`);
  const stale = or(isStale, sql`${alerts.code} is distinct from ${code}`);
  const refreshed = db
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(isOpen(problem), stale))
    .for("update", { skipLocked: true });
  await db
    .update(alerts)
    .set({ lastSeenAt: sql`now()`, seen: sql`${alerts.seen} + 1`, code })
    .where(inArray(alerts.id, refreshed));
  const held = await db.select({ id: alerts.id }).from(alerts).where(isOpen(problem)).for("share");
  return held.length > 0;
}

export async function hasOpenAlert(db: Db, problem: Problem): Promise<boolean> {
  const rows = await db.select({ id: alerts.id }).from(alerts).where(isOpen(problem));
  return rows.length > 0;
}

/** The code of a problem's open alert, which may be null; undefined when it has none. */
export async function findOpenAlertCode(
  db: Db,
  problem: Problem,
): Promise<string | null | undefined> {
  const [row] = await db.select({ code: alerts.code }).from(alerts).where(isOpen(problem));
  return row?.code;
}

/** Which of these kinds have an open alert about a subject, the oldest first. */
export function listOpenKinds(
  db: Db,
  { subject, kinds }: { subject: string; kinds: readonly string[] },
): Promise<Pick<Alert, "kind" | "code">[]> {
  return db
    .select({ kind: alerts.kind, code: alerts.code })
    .from(alerts)
    .where(
      and(inArray(alerts.kind, [...kinds]), eq(alerts.subject, subject), isNull(alerts.closedAt)),
    )
    .orderBy(asc(alerts.openedAt));
}

/** The subjects of a kind's open alerts. */
export async function listOpenSubjects(db: Db, kind: string): Promise<string[]> {
  const rows = await db
    .select({ subject: alerts.subject })
    .from(alerts)
    .where(and(eq(alerts.kind, kind), isNull(alerts.closedAt)));
  return rows.map(({ subject }) => subject);
}

/** The subjects of a kind's open alerts that nobody has noticed for so long. */
export async function listQuietSubjects(
  db: Db,
  { kind, hours }: { kind: string; hours: number },
): Promise<string[]> {
  const isQuiet = lt(alerts.lastSeenAt, sql`now() - make_interval(secs => ${3_600 * hours})`);
  const rows = await db
    .select({ subject: alerts.subject })
    .from(alerts)
    .where(and(eq(alerts.kind, kind), isNull(alerts.closedAt), isQuiet));
  return rows.map(({ subject }) => subject);
}

/** Waits for everybody who is just saying that the problem is there. */
export async function lockOpenAlert(
  db: Db,
  problem: Problem,
): Promise<Pick<Alert, "id" | "tenantId"> | null> {
  const [row] = await db
    .select({ id: alerts.id, tenantId: alerts.tenantId })
    .from(alerts)
    .where(isOpen(problem))
    .for("update");
  return row ?? null;
}

export async function markAlertClosed(db: Db, id: string): Promise<void> {
  await db.update(alerts).set({ closedAt: sql`now()` }).where(eq(alerts.id, id));
}
