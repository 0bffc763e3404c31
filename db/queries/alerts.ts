import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  sql,
} from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Alert, alerts } from "#db/schema/alerts.ts";
import { crmChannels, type Platform } from "#db/schema/channels.ts";
import { messages, NEEDS_A_PERSON } from "#db/schema/messages.ts";
import { before, type Position } from "./position.ts";

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
  const stale = lt(alerts.lastSeenAt, sql`now() - make_interval(secs => ${REFRESH_SECONDS})`);
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

export type AlertWithChannel = Alert & {
  /** Null for what concerns no channel, or one that was removed. */
  channelName: string | null;
  platform: Platform | null;
  /** Where the newest reply is that a person should look at; null unless it is about such replies. */
  conversationId: string | null;
};

const UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const channelId = sql`case when ${alerts.subject} ~ ${UUID} then ${alerts.subject}::uuid end`;

const conversationToDecide = sql<string | null>`
  case when ${alerts.kind} in ('replies.held', 'replies.failed') and ${isNull(alerts.closedAt)}
    then (
      select ${messages.conversationId} from ${messages}
      where ${messages.tenantId} = ${alerts.tenantId} and ${messages.crmChannelId} = ${crmChannels.id}
        and ${NEEDS_A_PERSON}
        and (${messages.status} = 'held') = (${alerts.kind} = 'replies.held')
      order by ${messages.id} desc limit 1
    ) end`;

function selectAlerts(db: Db) {
  return db
    .select({
      ...getTableColumns(alerts),
      channelName: crmChannels.name,
      platform: crmChannels.platform,
      conversationId: conversationToDecide,
    })
    .from(alerts)
    .leftJoin(
      crmChannels,
      and(eq(crmChannels.id, channelId), eq(crmChannels.tenantId, alerts.tenantId)),
    );
}

/** For workers, which act for every tenant. */
export async function findAlertById(db: Db, id: string): Promise<AlertWithChannel | null> {
  const [row] = await selectAlerts(db).where(eq(alerts.id, id));
  return row ?? null;
}

type Listed = {
  /** Null for those of the whole installation. */
  tenantId: string | null;
  kinds: readonly string[];
  isOpen: boolean;
  after: Position | null;
  limit: number;
};

const ofTenant = (tenantId: string | null) =>
  tenantId === null ? isNull(alerts.tenantId) : eq(alerts.tenantId, tenantId);

/** Newest first. */
export function listAlertsOf(
  db: Db,
  { tenantId, kinds, isOpen: open, after, limit }: Listed,
): Promise<AlertWithChannel[]> {
  return selectAlerts(db)
    .where(
      and(
        ofTenant(tenantId),
        open ? isNull(alerts.closedAt) : isNotNull(alerts.closedAt),
        inArray(alerts.kind, [...kinds]),
        before(alerts.openedAt, alerts.id, after),
      ),
    )
    .orderBy(desc(alerts.openedAt), desc(alerts.id))
    .limit(limit);
}

export async function countOpenAlertsOf(
  db: Db,
  { tenantIds, kinds }: { tenantIds: readonly (string | null)[]; kinds: readonly string[] },
): Promise<number> {
  const [row] = await db
    .select({ open: count() })
    .from(alerts)
    .where(
      and(
        or(...tenantIds.map(ofTenant)),
        isNull(alerts.closedAt),
        inArray(alerts.kind, [...kinds]),
      ),
    );
  return row?.open ?? 0;
}
