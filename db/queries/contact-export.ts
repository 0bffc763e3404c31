import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";

type MessagePlace = Pick<Message, "occurredAt" | "id">;

/** Oldest first, after a place. */
export function listMessagesAfter(
  db: Db,
  {
    conversationId,
    after,
    limit,
  }: {
    conversationId: string;
    after: MessagePlace | null;
    limit: number;
  },
): Promise<Message[]> {
  const isLater =
    after === null
      ? undefined
      : sql`(${messages.occurredAt}, ${messages.id}) > (${after.occurredAt.toISOString()}::timestamptz, ${after.id}::uuid)`;
  return db
    .select()
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isLater))
    .orderBy(asc(messages.occurredAt), asc(messages.id))
    .limit(limit);
}

type EventOf = Pick<
  WebhookEvent,
  "id" | "eventType" | "status" | "source" | "occurredAt" | "receivedAt" | "payload"
>;

export type EventsPart = { events: EventOf[]; after: number | null };

/**
 * What events of a tenant told about one customer, a part of the tenant's events at a time: no index
 * knows which are about whom.
 */
export async function listEventsAbout(
  db: Db,
  person: { tenantId: string; conversationKey: string; pageId: string; senderId: string },
  { after, limit }: { after: number; limit: number },
): Promise<EventsPart> {
  const { tenantId, seq } = webhookEvents;
  const inPart = and(eq(tenantId, person.tenantId), gt(seq, after));
  const { rows } = await db.execute<{ last: string | null; n: string }>(sql`
    select max(part.seq) as last, count(*) as n from (
      select seq from ${webhookEvents}
      where tenant_id = ${person.tenantId} and seq > ${after} order by seq limit ${limit}) part`);
  const last = rows[0]?.last ?? null;
  if (last === null) return { events: [], after: null };
  const events = await db
    .select({
      id: webhookEvents.id,
      eventType: webhookEvents.eventType,
      status: webhookEvents.status,
      source: webhookEvents.source,
      occurredAt: webhookEvents.occurredAt,
      receivedAt: webhookEvents.receivedAt,
      payload: webhookEvents.payload,
    })
    .from(webhookEvents)
    .where(
      and(
        inPart,
        lte(seq, Number(last)),
        eq(webhookEvents.pageId, person.pageId),
        or(
          eq(webhookEvents.conversationKey, person.conversationKey),
          eq(webhookEvents.senderId, person.senderId),
        ),
      ),
    )
    .orderBy(asc(seq));
  return { events, after: Number(rows[0]?.n ?? 0) < limit ? null : Number(last) };
}
