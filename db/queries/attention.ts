import {
  and,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNull,
  ne,
  not,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "#db/client.ts";
import { alerts } from "#db/schema/alerts.ts";
import { crmChannels, type Platform } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type Message, type MessageStatus, messages } from "#db/schema/messages.ts";

type Owned<Rest = unknown> = { tenantId: string } & Rest;

/** Spelled out, because only then PostgreSQL uses the partial index in prepared statements. */
const isInTrouble = sql`(${messages.status} in ('failed', 'dead', 'held') or (${messages.status} = 'sent'
  and ${messages.storedAtVoiceAgentAt} is null and ${messages.lastError} is not null))`;

const question = alias(messages, "question");
const other = alias(messages, "other");

/**
 * The customer has a newer message of ours, or is just getting it. Asked by a limit and not by
 * `exists`, which PostgreSQL would make a join of whole conversations.
 */
function hasNewerAnswer(db: Db): SQL {
  const newer = db
    .select({ isThere: sql`true` })
    .from(other)
    .where(
      and(
        eq(other.conversationId, messages.conversationId),
        sql`(${other.occurredAt}, ${other.id}) > (${messages.occurredAt}, ${messages.id})`,
        eq(other.direction, "outbound"),
        sql`${other.status} in ('sent', 'sending')`,
        // Parts of one message are of one time and do not overtake each other.
        sql`coalesce(${other.partOf}, ${other.id}) <> coalesce(${messages.partOf}, ${messages.id})`,
      ),
    )
    .limit(1);
  return sql`coalesce((${newer}), false)`;
}

/**
 * The customer wrote again after the message that the agent's answer is for. Only the newest one is
 * looked at, which the index finds at once.
 */
function hasNewerQuestion(db: Db): SQL {
  const askedAt = db
    .select({ at: question.occurredAt })
    .from(question)
    .where(eq(question.id, messages.inReplyTo));
  const asked = sql`(coalesce((${askedAt}), ${messages.occurredAt}), coalesce(${messages.inReplyTo}, ${messages.id}))`;
  const newestIsNewer = db
    .select({ isNewer: sql`(${other.occurredAt}, ${other.id}) > ${asked}` })
    .from(other)
    .where(
      and(
        eq(other.conversationId, messages.conversationId),
        eq(other.direction, "inbound"),
        inArray(other.kind, ["message", "postback"]),
      ),
    )
    .orderBy(desc(other.occurredAt), desc(other.id))
    .limit(1);
  return sql`(${messages.handledBy} = 'ai_agent' and coalesce((${newestIsNewer}), false))`;
}

/** Sent now it would come too late. */
export function isSuperseded(db: Db): SQL<boolean> {
  return sql<boolean>`(${or(hasNewerAnswer(db), hasNewerQuestion(db))})`;
}

/**
 * Meta takes no message of any kind after this time, so nothing can be done any more; what dm-voice-agent
 * lacks is old news to it.
 */
const ANSWERABLE = sql`interval '7 days'`;

/**
 * Nobody has to do anything about an answer that the next one covers, that nobody wants, or whose
 * earlier part is in the list already.
 */
const IS_SETTLED = sql`coalesce(${messages.lastError}, '') in
  ('replies.superseded', 'replies.ai-off', 'replies.ai-paused', 'replies.earlier-part-failed')`;

function needsAPerson(db: Db): SQL | undefined {
  return and(
    isInTrouble,
    or(
      eq(messages.status, "held"),
      and(
        sql`${messages.occurredAt} > now() - ${ANSWERABLE}`,
        or(eq(messages.status, "sent"), and(not(IS_SETTLED), not(isSuperseded(db)))),
      ),
    ),
  );
}

export type TroubledMessage = Message & {
  externalUserId: string;
  channelName: string;
  platform: Platform;
  isSuperseded: boolean;
};

/** Outgoing messages that a person should look at, newest first. */
export function listTroubled(
  db: Db,
  { tenantId, limit }: Owned<{ limit: number }>,
): Promise<TroubledMessage[]> {
  return db
    .select({
      ...getTableColumns(messages),
      externalUserId: conversations.externalUserId,
      channelName: crmChannels.name,
      platform: crmChannels.platform,
      isSuperseded: isSuperseded(db),
    })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .innerJoin(crmChannels, eq(crmChannels.id, messages.crmChannelId))
    .where(and(eq(messages.tenantId, tenantId), needsAPerson(db)))
    .orderBy(desc(messages.id))
    .limit(limit);
}

/**
 * Those of them that need no decision, only another try; the oldest first. Whether dm-voice-agent has
 * what could not be proven to be stored is for a person to look up.
 */
export async function listRepeatable(
  db: Db,
  {
    tenantId,
    channelId,
    since,
    limit,
  }: Owned<{ channelId?: string | undefined; since?: Date | undefined; limit: number }>,
): Promise<Pick<Message, "id" | "lastError">[]> {
  return db
    .select({ id: messages.id, lastError: messages.lastError })
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, tenantId),
        needsAPerson(db),
        ne(messages.status, "held"),
        sql`${messages.lastError} is distinct from 'conversations.store-unproven'`,
        channelId === undefined ? undefined : eq(messages.crmChannelId, channelId),
        since === undefined ? undefined : gte(messages.occurredAt, since),
      ),
    )
    .orderBy(messages.id)
    .limit(limit);
}

export function countTroubled(
  db: Db,
  { tenantId }: Owned,
): Promise<{ status: MessageStatus; code: string | null; count: number }[]> {
  return db
    .select({
      status: messages.status,
      code: messages.lastError,
      count: sql<number>`count(*)::int`,
    })
    .from(messages)
    .where(and(eq(messages.tenantId, tenantId), needsAPerson(db)))
    .groupBy(messages.status, messages.lastError);
}

/** Whether a channel has outgoing messages in such a status that a person should look at. */
export async function hasTroubled(
  db: Db,
  {
    tenantId,
    channelId,
    statuses,
  }: Owned<{ channelId: string; statuses: readonly MessageStatus[] }>,
): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, tenantId),
        eq(messages.crmChannelId, channelId),
        needsAPerson(db),
        inArray(messages.status, [...statuses]),
      ),
    )
    .limit(1);
  return rows.length === 1;
}

export type TroubleAlert = {
  kind: string;
  channelId: string;
  /** Null when the channel is gone. */
  channel: { tenantId: string; pageId: string } | null;
};

/** The open alerts that are about things which wait for a person. */
export async function listTroubleAlerts(db: Db, kinds: readonly string[]): Promise<TroubleAlert[]> {
  return db
    .select({
      kind: alerts.kind,
      channelId: alerts.subject,
      channel: { tenantId: crmChannels.tenantId, pageId: crmChannels.platformPageId },
    })
    .from(alerts)
    .leftJoin(crmChannels, sql`${crmChannels.id}::text = ${alerts.subject}`)
    .where(and(isNull(alerts.closedAt), inArray(alerts.kind, [...kinds])));
}
