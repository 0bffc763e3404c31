import { and, asc, eq, inArray, isNotNull, isNull, like, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Alert, alerts } from "#db/schema/alerts.ts";
import { type Channel, crmChannels, WORKING_STATUSES } from "#db/schema/channels.ts";
import { messages } from "#db/schema/messages.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

/** Channels whose page we have subscribed once, those that are to be looked at longest ago first. */
export function listChannelsToWatch(
  db: Db,
  { facebookPageId }: { facebookPageId?: string } = {},
): Promise<Channel[]> {
  return db
    .select()
    .from(crmChannels)
    .where(
      and(
        inArray(crmChannels.status, [...WORKING_STATUSES, "reauthorization_required"]),
        isNotNull(crmChannels.channelId),
        facebookPageId === undefined ? undefined : eq(crmChannels.facebookPageId, facebookPageId),
      ),
    )
    .orderBy(sql`${crmChannels.subscriptionCheckedAt} nulls first`, asc(crmChannels.id));
}

/** Every channel that is not disconnected, the oldest first. */
export function listServingChannels(db: Db): Promise<Channel[]> {
  return db
    .select()
    .from(crmChannels)
    .where(ne(crmChannels.status, "disconnected"))
    .orderBy(asc(crmChannels.id));
}

export async function listWorkingChannelIds(db: Db): Promise<string[]> {
  const rows = await db
    .select({ id: crmChannels.id })
    .from(crmChannels)
    .where(inArray(crmChannels.status, [...WORKING_STATUSES]))
    // Whoever asks for all of them at the same time does so in the same order.
    .orderBy(asc(crmChannels.id));
  return rows.map(({ id }) => id);
}

/** What Meta says that it delivers; so it took the channels' token, too. */
export async function noteSubscription(
  db: Db,
  channelIds: string[],
  subscribedFields: string[] | null,
): Promise<void> {
  const now = sql`now()`;
  await db
    .update(crmChannels)
    .set({ subscriptionCheckedAt: now, tokenCheckedAt: now, subscribedFields })
    .where(inArray(crmChannels.id, channelIds));
}

/** Meta refused the channel's token. */
export async function noteTokenRefused(db: Db, channelId: string): Promise<void> {
  await db
    .update(crmChannels)
    .set({ tokenCheckedAt: sql`now()` })
    .where(eq(crmChannels.id, channelId));
}

export async function noteRepaired(db: Db, channelId: string, until: Date): Promise<void> {
  await db.update(crmChannels).set({ repairedUntil: until }).where(eq(crmChannels.id, channelId));
}

/** When a customer last wrote to the channel, by Meta's clock. */
export async function lastInboundAt(db: Db, channelId: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: messages.occurredAt })
    .from(messages)
    .where(and(eq(messages.crmChannelId, channelId), eq(messages.direction, "inbound")))
    .orderBy(sql`${messages.occurredAt} desc`)
    .limit(1);
  return row?.at ?? null;
}

export async function listKnownDedupeKeys(db: Db, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .select({ key: webhookEvents.dedupeKey })
    .from(webhookEvents)
    .where(inArray(webhookEvents.dedupeKey, keys));
  return new Set(rows.map(({ key }) => key));
}

export type Habit = {
  channelId: string;
  connectedAt: Date;
  repairedUntil: Date | null;
  /** Of the newest messages of the last days, at most `limit`. */
  count: number;
  firstAt: Date;
  lastAt: Date;
};

/** How often customers write to each channel that works; channels that nobody wrote to are left out. */
export async function listHabits(
  db: Db,
  { days, limit }: { days: number; limit: number },
): Promise<Habit[]> {
  const { rows } = await db.execute<Record<keyof Habit, string>>(sql`
    select c.id as "channelId", c.created_at as "connectedAt", c.repaired_until as "repairedUntil",
      h.count, h.first_at as "firstAt", h.last_at as "lastAt"
    from ${crmChannels} c cross join lateral (
      select count(*)::int as count, min(occurred_at) as first_at, max(occurred_at) as last_at
      from (
        select occurred_at from ${messages} m
        where m.crm_channel_id = c.id and m.direction = 'inbound'
          and m.occurred_at > now() - make_interval(days => ${days})
        order by m.occurred_at desc limit ${limit}
      ) newest
    ) h
    where ${inArray(sql`c.status`, [...WORKING_STATUSES])} and h.count > 0`);
  return rows.map((row) => ({
    channelId: row.channelId,
    connectedAt: new Date(row.connectedAt),
    repairedUntil: row.repairedUntil === null ? null : new Date(row.repairedUntil),
    count: Number(row.count),
    firstAt: new Date(row.firstAt),
    lastAt: new Date(row.lastAt),
  }));
}

/** What is open about channels, with the channels' ids as subjects. */
export function listOpenChannelAlerts(db: Db): Promise<Pick<Alert, "kind" | "subject">[]> {
  return db
    .select({ kind: alerts.kind, subject: alerts.subject })
    .from(alerts)
    .where(and(like(alerts.kind, "channel.%"), isNull(alerts.closedAt)));
}

export function listOpenSilences(db: Db): Promise<{ subject: string; lastSeenAt: Date }[]> {
  return db
    .select({ subject: alerts.subject, lastSeenAt: alerts.lastSeenAt })
    .from(alerts)
    .where(and(eq(alerts.kind, "channel.silent"), isNull(alerts.closedAt)));
}

/** Whether a customer's message came in time since then, that is, by a webhook. */
export async function hasTimelyMessageSince(db: Db, channelId: string, since: Date) {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, channelId),
        eq(messages.direction, "inbound"),
        sql`${messages.occurredAt} > ${since.toISOString()}`,
        eq(messages.isLate, false),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function listServingIds(db: Db, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: crmChannels.id })
    .from(crmChannels)
    .where(and(inArray(crmChannels.id, ids), ne(crmChannels.status, "disconnected")));
  return new Set(rows.map(({ id }) => id));
}
