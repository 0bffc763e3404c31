import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { deletionRequests } from "#db/schema/deletion-requests.ts";
import { IS_OPEN, messages } from "#db/schema/messages.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";
import { isHeldBack } from "./message-parts.ts";

/** `job_i6` of pg-boss, the index of its policy `exclusive`, answers this. */
const hasNoJob = (queue: string, key: SQL) => sql`not exists (
  select 1 from pgboss.job
  where name = ${queue} and coalesce(singleton_key, '') = ${key}::text
    and state <= 'active' and policy = 'exclusive')`;

/** Conversations whose events wait although nobody has a job to handle them. */
export async function listForgottenKeys(db: Db, limit: number): Promise<string[]> {
  const key = webhookEvents.conversationKey;
  const rows = await db
    .selectDistinct({ key })
    .from(webhookEvents)
    .where(
      sql`${webhookEvents.status} in ('received', 'failed')
        and ${key} is not null and ${hasNoJob("drain-conversation", sql`${key}`)}`,
    )
    .limit(limit);
  return rows.flatMap((row) => row.key ?? []);
}

/** Conversations that owe an answer, or whose outbox is not empty, without a job for it. */
export async function listForgottenConversations(db: Db, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from (
      select ${conversations.id} as id from ${conversations}
        where ${conversations.replyDueFor} is not null
      union
      select ${messages.conversationId} as id from ${messages}
        where (${IS_OPEN}) and not ${isHeldBack}
    ) due
    where ${hasNoJob("answer-conversation", sql`due.id`)}
    limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Requests of Meta's about people that nobody has a job to do. */
export async function listForgottenRequests(db: Db, limit: number): Promise<string[]> {
  const id = deletionRequests.id;
  const rows = await db
    .select({ id })
    .from(deletionRequests)
    .where(
      and(eq(deletionRequests.status, "received"), hasNoJob("forget-person", sql`${id}::text`)),
    )
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Erasures at work without a job for it. */
export async function listForgottenErasures(db: Db): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from erasures
    where status = 'running' and ${hasNoJob("erase-contact", sql`erasures.id`)}`);
  return rows.map(({ id }) => id);
}

/** Channels that are being connected without a job for it. */
export async function listForgottenChannels(db: Db, limit: number): Promise<string[]> {
  const { id, status } = crmChannels;
  const rows = await db
    .select({ id })
    .from(crmChannels)
    .where(and(eq(status, "connecting"), hasNoJob("finish-channel", sql`${id}`)))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Disconnected channels that have still a token, without a job to wipe it. */
export async function listForgottenReleases(db: Db, limit: number): Promise<string[]> {
  const { id, status, pageAccessToken } = crmChannels;
  const isHalf = and(eq(status, "disconnected"), ne(pageAccessToken, ""));
  const rows = await db
    .select({ id })
    .from(crmChannels)
    .where(and(isHalf, hasNoJob("release-channel", sql`${id}`)))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** How long until the next job may be taken, at least 0; null when none waits. */
export async function msUntilNextJob(db: Db, queues: readonly string[]): Promise<number | null> {
  const names = sql.join(
    queues.map((queue) => sql`${queue}`),
    sql`, `,
  );
  const { rows } = await db.execute<{ ms: string | null }>(sql`
    select extract(epoch from min(start_after) - now()) * 1000 as ms
    from pgboss.job where name in (${names}) and state < 'active'`);
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(0, Number(ms));
}
