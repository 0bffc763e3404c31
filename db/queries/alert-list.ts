import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  or,
  sql,
} from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Alert, alerts } from "#db/schema/alerts.ts";
import { crmChannels, type Platform } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { facebookAccounts } from "#db/schema/facebook-accounts.ts";
import { messages, NEEDS_A_PERSON } from "#db/schema/messages.ts";
import { before, type Position } from "./position.ts";

export type AlertWithChannel = Alert & {
  /** Null for what concerns no channel, or one that was removed. */
  channelName: string | null;
  platform: Platform | null;
  /** Of the person whose login it concerns. */
  accountName: string | null;
  /** Where the newest thing is that a person should look at; null unless it is about replies. */
  conversationId: string | null;
};

const UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const subjectId = sql`case when ${alerts.subject} ~ ${UUID} then ${alerts.subject}::uuid end`;

const conversationToDecide = sql<string | null>`
  case when ${alerts.kind} = 'replies.handover' and ${isNull(alerts.closedAt)} then (
      select ${conversations.id} from ${conversations}
      where ${conversations.crmChannelId} = ${crmChannels.id} and ${conversations.aiPausedBy} = 'agent'
      order by ${conversations.aiPausedAt} desc limit 1
    ) when ${alerts.kind} in ('replies.held', 'replies.unstored', 'replies.failed') and ${isNull(alerts.closedAt)}
    then (
      select ${messages.conversationId} from ${messages}
      where ${messages.tenantId} = ${alerts.tenantId} and ${messages.crmChannelId} = ${crmChannels.id}
        and ${NEEDS_A_PERSON}
        and ${alerts.kind} = case ${messages.status} when 'held' then 'replies.held'
          when 'sent' then 'replies.unstored' else 'replies.failed' end
      order by ${messages.id} desc limit 1
    ) end`;

function selectAlerts(db: Db) {
  return db
    .select({
      ...getTableColumns(alerts),
      channelName: crmChannels.name,
      platform: crmChannels.platform,
      accountName: facebookAccounts.name,
      conversationId: conversationToDecide,
    })
    .from(alerts)
    .leftJoin(
      crmChannels,
      and(eq(crmChannels.id, subjectId), eq(crmChannels.tenantId, alerts.tenantId)),
    )
    .leftJoin(
      facebookAccounts,
      and(eq(facebookAccounts.id, subjectId), eq(facebookAccounts.tenantId, alerts.tenantId)),
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
