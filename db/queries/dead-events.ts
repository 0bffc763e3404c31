import { and, asc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";
import { type EventRow, eventRow, isDead, listEventsOf } from "./event-log.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

export type DeadFilter = {
  pageId?: string | undefined;
  code?: string | undefined;
  /** By the time at which they reached us; `before` itself is left out. */
  after?: Date | undefined;
  before?: Date | undefined;
};

function isDeadOf({ tenantId, filter }: Owned<{ filter: DeadFilter }>) {
  const { pageId, code, after, before } = filter;
  return and(
    eq(webhookEvents.tenantId, tenantId),
    isDead,
    pageId === undefined ? undefined : eq(webhookEvents.pageId, pageId),
    code === undefined ? undefined : eq(webhookEvents.lastError, code),
    after && gte(webhookEvents.receivedAt, after),
    before && lt(webhookEvents.receivedAt, before),
  );
}

/** Oldest first, in the order in which a worker would take them. */
export function listDeadEvents(
  db: Db,
  { limit, ...which }: Owned<{ filter: DeadFilter; limit: number }>,
): Promise<EventRow[]> {
  return db
    .select(eventRow)
    .from(webhookEvents)
    .where(isDeadOf(which))
    .orderBy(asc(webhookEvents.occurredAt), asc(webhookEvents.seq))
    .limit(limit);
}

/** How many dead events there are for each error. */
export async function countDeadByCode(
  db: Db,
  { tenantId }: Owned,
): Promise<{ code: string | null; count: number }[]> {
  return db
    .select({ code: webhookEvents.lastError, count: sql<number>`count(*)::int` })
    .from(webhookEvents)
    .where(isDeadOf({ tenantId, filter: {} }))
    .groupBy(webhookEvents.lastError);
}

/** Newest first. */
export function listNewestDead(
  db: Db,
  { tenantId, limit }: Owned<{ limit: number }>,
): Promise<EventRow[]> {
  return listEventsOf(db, { tenantId, filter: { status: "dead" }, beforeSeq: null, limit });
}

export async function hasDeadEvents(
  db: Db,
  { tenantId, pageId }: Owned<{ pageId: string }>,
): Promise<boolean> {
  return (await listDeadEvents(db, { tenantId, filter: { pageId }, limit: 1 })).length === 1;
}

/**
 * Makes events wait again as if they had just arrived, with all their tries.
 *
 * @returns the ids of those that were still dead or failed.
 */
export async function reviveEvents(db: Db, ids: readonly string[]): Promise<string[]> {
  const revived = await db
    .update(webhookEvents)
    .set({
      status: "received",
      attempts: 0,
      firstFailedAt: null,
      retryAt: null,
      lastError: null,
      processedAt: null,
    })
    .where(
      and(inArray(webhookEvents.id, [...ids]), sql`${webhookEvents.status} in ('dead', 'failed')`),
    )
    .returning({ id: webhookEvents.id });
  return revived.map(({ id }) => id);
}
