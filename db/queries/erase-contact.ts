import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import { alerts } from "#db/schema/alerts.ts";
import { conversations } from "#db/schema/conversations.ts";
import { messages } from "#db/schema/messages.ts";
import { systemState } from "#db/schema/system-state.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

const ERASED_EVENT = "erased";

/** What stays of an event's content. */
const NOTHING_LEFT = sql`'{"is_removed": true}'::jsonb`;

/** Column by column: only key, kind, times and places stay, so that a copy still falls on its row. */
const STRIPPED = sql`payload = ${NOTHING_LEFT}, raw = null, sender_id = null, conversation_key = null,
  status = 'ignored', last_error = ${ERASED_EVENT}, retry_at = null,
  processed_at = coalesce(processed_at, now())`;

/**
 * Up to when a customer counts as erased, by Meta's clock: never later than now, and only ever raised.
 */
export async function raiseErasedUntil(tx: Db, mark: string, until: Date): Promise<void> {
  const at = sql`least(${until.toISOString()}::timestamptz, now())`;
  await tx.execute(sql`
    insert into ${systemState} as s (key, value, updated_at)
    values (${mark}, jsonb_build_object('until', ${at}), now())
    on conflict (key) do update set updated_at = now(), value = jsonb_build_object('until',
      greatest(${at}, (s.value ->> 'until')::timestamptz))`);
}

/** When something last happened in a conversation, by Meta's clock. */
export async function lastActAt(db: Db, conversationId: string): Promise<Date> {
  const { rows } = await db.execute<{ ms: string | null }>(sql`
    select extract(epoch from greatest(
      (select max(occurred_at) from ${messages} where conversation_id = ${conversationId}
        and (direction = 'inbound' or origin is not null)),
      (select greatest(last_inbound_at, customer_received_until, customer_read_until)
        from ${conversations} where id = ${conversationId}))) * 1000 as ms`);
  return new Date(Number(rows[0]?.ms ?? 0));
}

/** Nothing more is written or sent: what waits in the outbox is gone. */
export async function silence(tx: Db, conversationId: string): Promise<void> {
  await tx
    .update(conversations)
    .set({ replyDueFor: null, replyRetryAt: null, aiPausedAt: sql`coalesce(ai_paused_at, now())` })
    .where(eq(conversations.id, conversationId));
  await tx
    .update(messages)
    .set({ status: "failed", lastError: ERASED_EVENT, retryAt: null })
    .where(and(eq(messages.conversationId, conversationId), sql`${messages.status} = 'queued'`));
}

/** Events that were not dealt with yet never will be. */
export async function dropWaitingEvents(tx: Db, conversationKey: string): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    update ${webhookEvents} set ${STRIPPED}
    where conversation_key = ${conversationKey} and status in ('received', 'failed')`);
  return rowCount ?? 0;
}

/** Whether the sending of an answer is still in doubt. */
export async function isSending(tx: Db, conversationId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), sql`${messages.status} = 'sending'`))
    .limit(1);
  return rows.length === 1;
}

export type ErasedMessage = { externalMessageId: string | null; isOurs: boolean };

/** So many of a conversation's messages; the caller goes on until none is left. */
export async function deleteMessages(
  tx: Db,
  conversationId: string,
  limit: number,
): Promise<ErasedMessage[]> {
  const { rows } = await tx.execute<{ external_message_id: string | null; is_ours: boolean }>(sql`
    delete from ${messages} where id in (
      select id from ${messages} where conversation_id = ${conversationId} limit ${limit})
    returning external_message_id, direction = 'outbound' as is_ours`);
  return rows.map((row) => ({ externalMessageId: row.external_message_id, isOurs: row.is_ours }));
}

export async function deleteConversation(tx: Db, id: string): Promise<boolean> {
  const { rowCount } = await tx.delete(conversations).where(eq(conversations.id, id));
  await tx.delete(alerts).where(eq(alerts.subject, id));
  return rowCount === 1;
}

/** Takes what events told of messages out of them, by the events' keys. */
export async function stripByKeys(tx: Db, dedupeKeys: string[]): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    update ${webhookEvents} set ${STRIPPED} where ${inArray(webhookEvents.dedupeKey, dedupeKeys)}`);
  return rowCount ?? 0;
}

/** Empty events, so that what they stand for is not stored when it comes after all. */
export async function reserveKeys(
  tx: Db,
  pageId: string,
  keys: { dedupeKey: string; eventType: string }[],
): Promise<void> {
  if (keys.length === 0) return;
  const now = new Date();
  const rows = keys.map((key) => ({
    ...key,
    pageId,
    platform: "unknown",
    payload: { is_removed: true },
    deliveryId: uuidv7(),
    status: "ignored" as const,
    lastError: ERASED_EVENT,
    occurredAt: now,
    processedAt: now,
  }));
  await tx.insert(webhookEvents).values(rows).onConflictDoNothing();
}

export type Person = {
  tenantId: string;
  conversationKey: string;
  externalUserId: string;
  /** Meta's ids of the page and of its Instagram account, under which events of theirs stand. */
  pageIds: string[];
};

/** Whether an event says the person's id, as a word of its own. */
function namesPerson({ externalUserId }: Person): SQL {
  const literal = externalUserId.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
  const word = `(^|[^[:alnum:]])${literal}([^[:alnum:]]|$)`;
  return sql`(strpos(e.payload::text, ${externalUserId}) > 0 and e.payload::text ~ ${word})`;
}

export type StripPart = {
  /** Where the next part begins; null after the last one. */
  after: string | null;
  count: number;
  lastOccurredAt: Date | null;
};

/**
 * Goes through so many events after `after` and strips those of a person that had come by `before`;
 * ones whose key says the person's id are deleted. No index knows who is named where, so an erasing
 * reads the whole table, a part per statement.
 */
export async function stripPart(
  db: Db,
  person: Person,
  { after, before, limit }: { after: string; before: string; limit: number },
): Promise<StripPart> {
  const { tenantId, conversationKey, externalUserId, pageIds } = person;
  const pages = sql.join(
    pageIds.map((id) => sql`${id}`),
    sql`, `,
  );
  const { rows } = await db.execute<{ last: string | null; parts: string; n: string; ms: string }>(
    sql`
    with part as materialized (
      select id from ${webhookEvents} where id > ${after}::uuid order by id limit ${limit}
    ), hit as materialized (
      select e.id, e.occurred_at, strpos(e.dedupe_key, ${externalUserId}) > 0 as is_named_by_key
      from part join ${webhookEvents} e on e.id = part.id
      where e.received_at <= ${before}::timestamptz
        and (e.tenant_id = ${tenantId} or e.tenant_id is null)
        and (e.page_id in (${pages}) or e.page_id is null)
        and (e.conversation_key is distinct from ${conversationKey}
          or e.status not in ('received', 'failed'))
        and (e.conversation_key = ${conversationKey} or e.sender_id = ${externalUserId}
          or ${namesPerson(person)})
    ), gone as (
      delete from ${webhookEvents} e using hit where e.id = hit.id and hit.is_named_by_key
    ), stripped as (
      update ${webhookEvents} e set ${STRIPPED} from hit where e.id = hit.id and not hit.is_named_by_key
    ), bare as (
      update ${webhookEvents} e set raw = null from part
      where e.id = part.id and e.raw is not null and e.received_at <= ${before}::timestamptz
        and position(convert_to(${externalUserId}, 'UTF8') in e.raw) > 0
        and not exists (select 1 from hit where hit.id = e.id)
    )
    select (select id from part order by id desc limit 1) as last,
      (select count(*) from part) as parts, (select count(*) from hit) as n,
      (select extract(epoch from max(occurred_at)) * 1000 from hit) as ms`,
  );
  const row = rows[0];
  const isLast = Number(row?.parts ?? 0) < limit;
  return {
    after: isLast ? null : (row?.last ?? null),
    count: Number(row?.n ?? 0),
    lastOccurredAt: row?.ms == null ? null : new Date(Number(row.ms)),
  };
}

type JobKey = { queue: string; key: string };

/**
 * Takes the jobs of these keys out of the queue, finished ones too.
 *
 * @returns False when a worker has one of them in hands.
 */
export async function clearJobs(tx: Db, keys: JobKey[]): Promise<boolean> {
  let isFree = true;
  for (const { queue, key } of keys) {
    await tx.execute(sql`
      delete from pgboss.job where name = ${queue} and singleton_key = ${key} and state <> 'active'`);
    const { rows } = await tx.execute(sql`
      select 1 from pgboss.job
      where name = ${queue} and singleton_key = ${key} and state = 'active'`);
    isFree &&= rows.length === 0;
  }
  return isFree;
}
