import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { alerts } from "#db/schema/alerts.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import { conversations } from "#db/schema/conversations.ts";
import { IS_OPEN, messages } from "#db/schema/messages.ts";
import { rateLimits } from "#db/schema/rate-limits.ts";
import { systemState } from "#db/schema/system-state.ts";
import { tenants } from "#db/schema/tenants.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

/** Null for what belongs to no company: events of unknown pages, alerts of the installation. */
export type Owner = string | null;

type Kept = { tenantId: Owner; days: number };

const daysAgo = (days: number) => sql`now() - make_interval(days => ${days}::int)`;

type Owned = typeof webhookEvents | typeof alerts;

function ownedBy({ tenantId }: Owned, owner: Owner): SQL {
  return owner === null ? isNull(tenantId) : eq(tenantId, owner);
}

/** What is still to be handled is never old. */
const isHandled = sql`e.status in ('processed', 'ignored', 'dead')`;
const isFull = sql`(e.raw is not null or e.sender_id is not null or e.conversation_key is not null
  or e.payload <> '{"is_removed": true}'::jsonb)`;

/** Emptied events stay for so long: Meta may repeat one, and a gap repair find it again. */
const KEY_DAYS = 8;

export async function countOldEvents(db: Db, { tenantId, days }: Kept): Promise<number> {
  const owner = tenantId === null ? sql`e.tenant_id is null` : sql`e.tenant_id = ${tenantId}`;
  const { rows } = await db.execute<{ n: string }>(sql`
    select count(*) as n from ${webhookEvents} e
    where ${owner} and ${isHandled} and e.received_at < ${daysAgo(days)}
      and (e.received_at < ${daysAgo(KEY_DAYS)} or ${isFull})`);
  return Number(rows[0]?.n ?? 0);
}

export type Walk = {
  /** The `seq` where the next part begins; null when nothing older can follow. */
  after: number | null;
  count: number;
};

/**
 * Deletes a part of a company's old events, in the order in which they came; younger ones than
 * {@link KEY_DAYS} are only emptied.
 */
export async function deleteOldEvents(
  db: Db,
  { tenantId, days, after, limit }: Kept & { after: number; limit: number },
): Promise<Walk> {
  const owner = tenantId === null ? sql`tenant_id is null` : sql`tenant_id = ${tenantId}`;
  const { rows } = await db.execute<{ last: string | null; old: string; parts: string; n: string }>(
    sql`
    with part as materialized (
      select id, seq, received_at < ${daysAgo(days)} as is_old from ${webhookEvents}
      where ${owner} and seq > ${after} order by seq limit ${limit}
    ), gone as (
      delete from ${webhookEvents} e using part
      where e.id = part.id and part.is_old and ${isHandled}
        and e.received_at < ${daysAgo(Math.max(days, KEY_DAYS))}
      returning 1
    ), emptied as (
      update ${webhookEvents} e set payload = '{"is_removed": true}'::jsonb, raw = null,
        sender_id = null, conversation_key = null
      from part
      where e.id = part.id and part.is_old and ${isHandled}
        and e.received_at >= ${daysAgo(Math.max(days, KEY_DAYS))} and ${isFull}
      returning 1
    )
    select (select max(seq) from part) as last, (select count(*) from part) as parts,
      (select count(*) from part where is_old) as old,
      (select count(*) from gone) + (select count(*) from emptied) as n`,
  );
  const row = rows[0];
  const isEnd = Number(row?.parts ?? 0) < limit || Number(row?.old ?? 0) === 0;
  return { after: isEnd ? null : Number(row?.last), count: Number(row?.n ?? 0) };
}

/** Old messages but for those that still need work, or that an answer is due for. */
function oldMessages({ tenantId, days }: Kept): SQL {
  return sql`m.tenant_id = ${tenantId} and m.occurred_at < ${daysAgo(days)}
    and not exists (select 1 from ${messages} where ${messages.id} = m.id and (${IS_OPEN}))
    and not exists (select 1 from ${messages} where ${messages.partOf} = m.id and (${IS_OPEN}))
    and not exists (select 1 from ${conversations}
      where ${conversations.id} = m.conversation_id and ${conversations.replyDueFor} = m.id)`;
}

export async function countOldMessages(db: Db, kept: Kept): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(
    sql`select count(*) as n from ${messages} m where ${oldMessages(kept)}`,
  );
  return Number(rows[0]?.n ?? 0);
}

export async function deleteOldMessages(db: Db, kept: Kept, limit: number): Promise<number> {
  return changed(
    db,
    sql`delete from ${messages} where id in (
      select m.id from ${messages} m where ${oldMessages(kept)} order by m.occurred_at limit ${limit})`,
  );
}

/** Whoever writes just now touches the conversation, and it stays. */
function emptyConversations({ tenantId, days }: Kept): SQL {
  return sql`c.tenant_id = ${tenantId} and c.last_message_at < ${daysAgo(days)}
    and c.reply_due_for is null and c.updated_at < now() - interval '1 hour'`;
}

/** Conversations of which nothing stays once the old messages are gone. */
export async function countOldConversations(db: Db, kept: Kept): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(sql`
    select count(*) as n from ${conversations} c where ${emptyConversations(kept)}
      and not exists (select 1 from ${messages} m where m.conversation_id = c.id
        and not (${oldMessages(kept)}))`);
  return Number(rows[0]?.n ?? 0);
}

export async function deleteOldConversations(db: Db, kept: Kept, limit: number): Promise<number> {
  return changed(
    db,
    sql`delete from ${conversations} c where ${emptyConversations(kept)} and c.id in (
      select c.id from ${conversations} c where ${emptyConversations(kept)}
        and not exists (select 1 from ${messages} m where m.conversation_id = c.id)
      order by c.last_message_at limit ${limit})`,
  );
}

const oldAudit = ({ tenantId, days }: Kept) =>
  sql`${auditLog.tenantId} = ${tenantId} and ${auditLog.createdAt} < ${daysAgo(days)}`;

export async function countOldAudit(db: Db, kept: Kept): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(
    sql`select count(*) as n from ${auditLog} where ${oldAudit(kept)}`,
  );
  return Number(rows[0]?.n ?? 0);
}

export async function deleteOldAudit(db: Db, kept: Kept, limit: number): Promise<number> {
  return changed(
    db,
    sql`delete from ${auditLog} where id in (
      select id from ${auditLog} where ${oldAudit(kept)} order by created_at limit ${limit})`,
  );
}

const oldAlerts = ({ tenantId, days }: Kept) =>
  and(ownedBy(alerts, tenantId), sql`${alerts.closedAt} < ${daysAgo(days)}`);

export async function countOldAlerts(db: Db, kept: Kept): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(
    sql`select count(*) as n from ${alerts} where ${oldAlerts(kept)}`,
  );
  return Number(rows[0]?.n ?? 0);
}

/** Closed ones. */
export async function deleteOldAlerts(db: Db, kept: Kept, limit: number): Promise<number> {
  return changed(
    db,
    sql`delete from ${alerts} where id in (
      select id from ${alerts} where ${oldAlerts(kept)} order by opened_at limit ${limit})`,
  );
}

/** Counters whose window has been over for a day. */
export async function deleteOldLimits(db: Db, limit: number): Promise<number> {
  return changed(
    db,
    sql`delete from ${rateLimits} where key in (select key from ${rateLimits}
      where expire < extract(epoch from now() - interval '1 day') * 1000 limit ${limit})`,
  );
}

/** Facts of a kind that nobody has changed for so long. */
export async function deleteOldFacts(
  db: Db,
  { prefix, days }: { prefix: string; days: number },
): Promise<number> {
  return changed(
    db,
    sql`delete from ${systemState} where starts_with(key, ${prefix})
      and updated_at < ${daysAgo(days)}`,
  );
}

async function changed(db: Db, statement: SQL): Promise<number> {
  return (await db.execute(statement)).rowCount ?? 0;
}

const RETENTION = {
  events: tenants.retentionEventDays,
  messages: tenants.retentionMessageDays,
  audit: tenants.retentionAuditDays,
};

type Days<Value> = { events: Value; messages: Value; audit: Value };
export type RetentionRow = { tenantId: string; name: string } & Days<number | null>;

/** What each company has chosen; null for the installation's default. */
export function listRetention(db: Db): Promise<RetentionRow[]> {
  return db
    .select({ tenantId: tenants.id, name: tenants.name, ...RETENTION })
    .from(tenants)
    .orderBy(tenants.id);
}

type PrivacyChange = {
  retention?: Partial<Days<number | undefined>> | undefined;
  privacyUrl?: string | null | undefined;
  termsUrl?: string | null | undefined;
};

export async function changePrivacy(
  tx: Db,
  tenantId: string,
  { retention, privacyUrl, termsUrl }: PrivacyChange,
): Promise<void> {
  const given = {
    retentionEventDays: retention?.events,
    retentionMessageDays: retention?.messages,
    retentionAuditDays: retention?.audit,
    privacyUrl,
    termsUrl,
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length > 0)
    await tx.update(tenants).set(set).where(eq(tenants.id, tenantId));
}
