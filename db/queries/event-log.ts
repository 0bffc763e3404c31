import { and, asc, desc, eq, getTableColumns, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type EventStatus, type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

/** An event without what was in it. */
export type EventRow = Omit<WebhookEvent, "payload" | "raw">;

const { payload: _payload, raw: _raw, ...columns } = getTableColumns(webhookEvents);
export const eventRow = columns;

export type EventFilter = {
  status?: EventStatus | undefined;
  eventType?: string | undefined;
  pageId?: string | undefined;
  conversationKey?: string | undefined;
};

/** Spelled out, because only then PostgreSQL uses the partial index in prepared statements. */
export const isDead = sql`${webhookEvents.status} = 'dead'`;

/** Newest first; events of nobody belong to no tenant's log. */
export function listEventsOf(
  db: Db,
  {
    tenantId,
    filter: { status, eventType, pageId, conversationKey },
    beforeSeq,
    limit,
  }: Owned<{ filter: EventFilter; beforeSeq: number | null; limit: number }>,
): Promise<EventRow[]> {
  const { seq } = webhookEvents;
  return db
    .select(eventRow)
    .from(webhookEvents)
    .where(
      and(
        eq(webhookEvents.tenantId, tenantId),
        status && (status === "dead" ? isDead : eq(webhookEvents.status, status)),
        eventType === undefined ? undefined : eq(webhookEvents.eventType, eventType),
        pageId === undefined ? undefined : eq(webhookEvents.pageId, pageId),
        conversationKey === undefined
          ? undefined
          : eq(webhookEvents.conversationKey, conversationKey),
        beforeSeq === null ? undefined : lt(seq, beforeSeq),
      ),
    )
    .orderBy(desc(seq))
    .limit(limit);
}

/** The whole event, payload included. */
export async function findEvent(
  db: Db,
  { tenantId, id }: Owned<{ id: string }>,
): Promise<WebhookEvent | null> {
  const [event] = await db
    .select()
    .from(webhookEvents)
    .where(and(eq(webhookEvents.id, id), eq(webhookEvents.tenantId, tenantId)));
  return event ?? null;
}

/** The tenant's among them, in the order in which a worker would take them. */
export function findEvents(
  db: Db,
  { tenantId, ids }: Owned<{ ids: readonly string[] }>,
): Promise<EventRow[]> {
  return db
    .select(eventRow)
    .from(webhookEvents)
    .where(and(inArray(webhookEvents.id, [...ids]), eq(webhookEvents.tenantId, tenantId)))
    .orderBy(asc(webhookEvents.occurredAt), asc(webhookEvents.seq));
}

/** For the operator, who acts for every tenant. */
export async function findEventById(db: Db, id: string): Promise<EventRow | null> {
  const [event] = await db.select(eventRow).from(webhookEvents).where(eq(webhookEvents.id, id));
  return event ?? null;
}

/** The conversations with these customers in these channels. */
export async function listConversationIds(
  db: Db,
  { channelIds, externalUserIds }: { channelIds: readonly string[]; externalUserIds: string[] },
): Promise<{ id: string; crmChannelId: string; externalUserId: string }[]> {
  if (channelIds.length === 0 || externalUserIds.length === 0) return [];
  const { id, crmChannelId, externalUserId } = conversations;
  return db
    .select({ id, crmChannelId, externalUserId })
    .from(conversations)
    .where(
      and(
        inArray(crmChannelId, [...channelIds]),
        inArray(externalUserId, [...new Set(externalUserIds)]),
      ),
    );
}
