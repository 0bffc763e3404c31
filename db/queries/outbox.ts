import { and, asc, eq, inArray, ne, not, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { IS_OPEN, type Message, type MessageStatus, messages } from "#db/schema/messages.ts";
import { tenants } from "#db/schema/tenants.ts";
import { failingSince, inMs, msSince, msUntil } from "./clock.ts";
import { insertLaterParts, isHeldBack, type PartRow } from "./message-parts.ts";

type NewReply = Pick<
  Message,
  "tenantId" | "crmChannelId" | "conversationId" | "agentId" | "model"
> & {
  inReplyTo: string;
  status: "queued" | "failed" | "dead";
  lastError?: string;
  /** What is said, a row for each; none for a mark that there will be no answer. */
  parts: readonly PartRow[];
};

/**
 * Puts the agent's answer into the outbox, or a mark that there will be none. Nothing happens when
 * the message has one already.
 */
export async function insertReply(tx: Db, { parts, ...reply }: NewReply): Promise<void> {
  const [first = {}, ...others] = parts;
  const [row] = await tx
    .insert(messages)
    .values({
      ...reply,
      ...first,
      direction: "outbound",
      handledBy: "ai_agent",
      occurredAt: sql`date_trunc('milliseconds', now())`,
    })
    .onConflictDoNothing({ target: messages.inReplyTo })
    .returning();
  if (row !== undefined) await insertLaterParts(tx, row, others);
}

/** Word for word the index's predicate, and in parentheses: it holds an `or`. */
const isOpen = sql`(${IS_OPEN})`;

export type OpenMessage = {
  message: Message;
  /** Until it may be tried again; 0 when now. */
  waitMs: number;
  /** Since its first failure at this step after any other wait; null when there was none. */
  failedForMs: number | null;
  /** Since it was last claimed for sending. */
  claimedForMs: number | null;
};

/** Of the parts of a message the one that may be tried first; they are of the same time. */
const mayBeTriedAt = sql`greatest(coalesce(${messages.retryAt}, now()), now())`;

/**
 * The oldest outgoing message of a conversation that still needs work. All parts of a longer one are
 * sent before the first is stored at dm-voice-agent: the customer reads them as one.
 */
export function findOpenMessage(db: Db, conversationId: string): Promise<OpenMessage | null> {
  return findOldest(db, conversationId);
}

/** Of those that were sent and are to be stored at dm-voice-agent the oldest one. */
export function findUnstored(db: Db, conversationId: string): Promise<OpenMessage | null> {
  return findOldest(db, conversationId, eq(messages.status, "sent"));
}

async function findOldest(
  db: Db,
  conversationId: string,
  which?: SQL,
): Promise<OpenMessage | null> {
  const [row] = await db
    .select({
      message: messages,
      waitMs: msUntil(messages.retryAt),
      failedForMs: msSince(messages.firstFailedAt),
      claimedForMs: msSince(messages.claimedAt),
    })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isOpen, not(isHeldBack), which))
    .orderBy(
      asc(messages.occurredAt),
      asc(mayBeTriedAt),
      asc(sql`${messages.status} = 'sent'`),
      asc(messages.id),
    )
    .limit(1);
  return row ?? null;
}

/** An answer that is just being sent, or was sent and is not stored at dm-voice-agent yet. */
export type InFlight = {
  step: "sending" | "unstored";
  /** Until what failed before is tried again; 0 when it is under way. */
  waitMs: number;
};

/** Of several the oldest that is to be stored, because those go one after the other. */
export async function findAnswerInFlight(db: Db, conversationId: string): Promise<InFlight | null> {
  const [row] = await db
    .select({ status: messages.status, waitMs: msUntil(messages.retryAt) })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isOpen, ne(messages.status, "queued")))
    .orderBy(asc(sql`${messages.status} = 'sending'`), asc(messages.occurredAt))
    .limit(1);
  if (row === undefined) return null;
  return { step: row.status === "sent" ? "unstored" : "sending", waitMs: row.waitMs };
}

/**
 * True for the one caller that may send it now. An agent's answer is not sent any more once the
 * customer has written again, a teammate has answered, or the agent was silenced; of one that was
 * begun the rest follows.
 */
export async function claimForSending(db: Db, id: string): Promise<boolean> {
  const isUnwanted = sql`exists (select 1 from ${conversations}
    where ${conversations.id} = ${messages.conversationId}
    and (${conversations.replyDueFor} is not null
      or (${conversations.aiPausedAt} is not null and ${conversations.aiPausedBy} <> 'agent')))`;
  const mayBeSent = sql`exists (select 1 from ${crmChannels}
    join ${tenants} on ${tenants.id} = ${crmChannels.tenantId}
    where ${crmChannels.id} = ${messages.crmChannelId}
    and ${crmChannels.status} not in ('disconnected', 'paused') and ${tenants.sendingPausedAt} is null)`;
  const teammateAnswered = sql`exists (select 1 from ${messages} other
    where other.conversation_id = ${messages.conversationId} and other.handled_by = 'human_agent'
    and other.origin is null and other.status not in ('failed', 'dead')
    and (other.occurred_at, other.id) > (${messages.occurredAt}, ${messages.id}))`;
  const rows = await db
    .update(messages)
    .set({
      status: "sending",
      claimedAt: sql`now()`,
      sendAttempts: sql`${messages.sendAttempts} + 1`,
      absentReads: 0,
      lastError: null,
    })
    .where(
      and(
        eq(messages.id, id),
        eq(messages.status, "queued"),
        sql`not (${messages.handledBy} = 'ai_agent' and ${messages.part} = 0
          and (${isUnwanted} or ${teammateAnswered}))`,
        not(isHeldBack),
        mayBeSent,
      ),
    )
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** A step that has no failures yet. */
export const FRESH = { attempts: 0, firstFailedAt: null, retryAt: null };

type Change = Partial<
  Pick<Message, "status" | "externalMessageId" | "lastError" | "absentReads">
> & {
  sentNow?: boolean;
  /** The next step goes on with the failures of this one. */
  keepsTries?: boolean;
  /** Only while no newer request was claimed. */
  ifSendAttempts?: number;
};

/**
 * Moves a message to another step.
 *
 * @param from The statuses that it may still have; one that moved on meanwhile stays as it is.
 * @returns Whether it did.
 */
export async function moveMessage(
  db: Db,
  id: string,
  from: readonly MessageStatus[],
  { sentNow = false, keepsTries = false, ifSendAttempts, ...change }: Change,
): Promise<boolean> {
  const rows = await db
    .update(messages)
    .set({
      ...change,
      ...(keepsTries ? {} : FRESH),
      ...(sentNow ? { sentAt: sql`coalesce(${messages.sentAt}, now())` } : {}),
    })
    .where(
      and(
        eq(messages.id, id),
        inArray(messages.status, [...from]),
        ifSendAttempts === undefined ? undefined : eq(messages.sendAttempts, ifSendAttempts),
      ),
    )
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** Takes an answer back that no request was ever made for; false when it has moved on. */
export async function deleteUnsent(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .delete(messages)
    .where(and(eq(messages.id, id), eq(messages.status, "queued"), eq(messages.sendAttempts, 0)))
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** Puts a message off. @param code Shown as why it waits; not for one that was sent. */
export async function postponeMessage(
  db: Db,
  id: string,
  from: readonly MessageStatus[],
  {
    attempts,
    delayMs,
    code,
    isFailing,
  }: { attempts: number; delayMs: number; code: string; isFailing: boolean },
): Promise<void> {
  await db
    .update(messages)
    .set({
      attempts,
      firstFailedAt: failingSince(messages.firstFailedAt, isFailing),
      retryAt: inMs(delayMs),
      lastError: sql`case when ${messages.status} = 'sent' then null else ${code} end`,
    })
    .where(and(eq(messages.id, id), inArray(messages.status, [...from])));
}
