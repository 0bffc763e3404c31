import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { Channel } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { messages, NEEDS_A_PERSON } from "#db/schema/messages.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

type Of = Pick<Channel, "id" | "tenantId" | "platformPageId">;

/** When the channel's last message went out. */
export async function lastSentAt(db: Db, channelId: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: messages.sentAt })
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, channelId),
        eq(messages.direction, "outbound"),
        eq(messages.status, "sent"),
      ),
    )
    .orderBy(desc(messages.occurredAt))
    .limit(1);
  return row?.at ?? null;
}

const LAST_DAY = sql.raw("now() - interval '24 hours'");

/** Events that were given up, and messages that were not sent or wait for a person, of the last 24 hours. */
export async function countFailures(
  db: Db,
  { id, tenantId, platformPageId }: Of,
): Promise<{ events: number; messages: number }> {
  const count = sql<number>`count(*)::int`;
  const [[dead], [unsent]] = await Promise.all([
    db
      .select({ count })
      .from(webhookEvents)
      .where(
        and(
          eq(webhookEvents.tenantId, tenantId),
          eq(webhookEvents.status, "dead"),
          eq(webhookEvents.pageId, platformPageId),
          gt(webhookEvents.receivedAt, LAST_DAY),
        ),
      ),
    db
      .select({ count })
      .from(messages)
      .where(
        and(
          eq(messages.tenantId, tenantId),
          NEEDS_A_PERSON,
          eq(messages.crmChannelId, id),
          gt(messages.occurredAt, LAST_DAY),
        ),
      ),
  ]);
  return { events: dead?.count ?? 0, messages: unsent?.count ?? 0 };
}

export type HourOfMessages = { at: Date; in: number; out: number };

/** How much was said in each of the last hours, this one included, the oldest first; quiet hours too. */
export async function listHours(
  db: Db,
  channelId: string,
  hours: number,
): Promise<HourOfMessages[]> {
  const begin = sql`date_trunc('hour', now()) - make_interval(hours => ${hours - 1})`;
  const said = (what: ReturnType<typeof sql>) => sql`
    select date_trunc('hour', occurred_at) as at, count(*)::int as count from ${messages}
    where crm_channel_id = ${channelId} and ${what} and occurred_at >= ${begin} group by 1`;
  const { rows } = await db.execute<{ at: string; in: number; out: number }>(sql`
    select h.at, coalesce(i.count, 0) as in, coalesce(o.count, 0) as out
    from generate_series(${begin}, now(), interval '1 hour') as h (at)
    left join (${said(sql`direction = 'inbound' and kind in ('message', 'postback')`)}) i using (at)
    left join (${said(sql`direction = 'outbound' and status = 'sent'`)}) o using (at)
    order by h.at`);
  return rows.map((row) => ({ at: new Date(row.at), in: row.in, out: row.out }));
}

/** The conversation of the customer who wrote last, of those that everybody may answer still and nobody has to. */
export async function findOpenConversation(db: Db, channelId: string) {
  const [row] = await db
    .select({
      id: conversations.id,
      customerName: conversations.customerName,
      aiPausedAt: conversations.aiPausedAt,
    })
    .from(conversations)
    .where(
      and(
        eq(conversations.crmChannelId, channelId),
        gt(conversations.lastInboundAt, LAST_DAY),
        isNull(conversations.windowClosedAt),
        isNull(conversations.replyDueFor),
      ),
    )
    .orderBy(desc(conversations.lastInboundAt))
    .limit(1);
  return row ?? null;
}
