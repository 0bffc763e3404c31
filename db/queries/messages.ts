import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, ne, not, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { conversations } from "#db/schema/conversations.ts";
import { IS_OPEN, type Message, type MessageStatus, messages } from "#db/schema/messages.ts";
import { tenants } from "#db/schema/tenants.ts";
import { inMs, msSince, msUntil } from "./clock.ts";
import { insertLaterParts, isHeldBack, type PartRow } from "./message-parts.ts";
import { before, type Position } from "./position.ts";

export async function findByExternalId(
  db: Db,
  crmChannelId: string,
  externalMessageId: string,
): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        eq(messages.externalMessageId, externalMessageId),
      ),
    );
  return row ?? null;
}

export function listByExternalIds(
  db: Db,
  crmChannelId: string,
  externalMessageIds: string[],
): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        inArray(messages.externalMessageId, externalMessageIds),
      ),
    );
}

/** Of these Meta message ids the ones that the channel's history has. */
export async function listKnownExternalIds(
  db: Db,
  crmChannelId: string,
  externalMessageIds: string[],
): Promise<Set<string>> {
  if (externalMessageIds.length === 0) return new Set();
  const rows = await db
    .select({ id: messages.externalMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, crmChannelId),
        inArray(messages.externalMessageId, externalMessageIds),
      ),
    );
  return new Set(rows.flatMap(({ id }) => id ?? []));
}

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
  /** Since its first failure at this step; null when there was none. */
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
export async function findOpenMessage(db: Db, conversationId: string): Promise<OpenMessage | null> {
  const [row] = await db
    .select({
      message: messages,
      waitMs: msUntil(messages.retryAt),
      failedForMs: msSince(messages.firstFailedAt),
      claimedForMs: msSince(messages.claimedAt),
    })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isOpen, not(isHeldBack)))
    .orderBy(
      asc(messages.occurredAt),
      asc(mayBeTriedAt),
      asc(sql`${messages.status} = 'sent'`),
      asc(messages.id),
    )
    .limit(1);
  return row ?? null;
}

export async function findMessageById(db: Db, id: string): Promise<Message | null> {
  const [row] = await db.select().from(messages).where(eq(messages.id, id));
  return row ?? null;
}

/** Whether an answer is just being sent, or was sent and is not stored at dm-voice-agent yet. */
export async function findAnswerInFlight(
  db: Db,
  conversationId: string,
): Promise<"sending" | "unstored" | null> {
  const rows = await db
    .select({ status: messages.status })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isOpen, ne(messages.status, "queued")));
  if (rows.some(({ status }) => status === "sent")) return "unstored";
  return rows.length > 0 ? "sending" : null;
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

/** The time of the database in a precision that survives a Date. */
const NOW_MS = sql`date_trunc('milliseconds', now())`;

/** What is known of the storing of a message at dm-voice-agent; null when there is no such message. */
export async function findStoring(
  db: Db,
  id: string,
): Promise<{ isStored: boolean; startedAt: Date | null; startedForMs: number | null } | null> {
  const [row] = await db
    .select({
      storedAt: messages.storedAtVoiceAgentAt,
      startedAt: messages.storeStartedAt,
      startedForMs: msSince(messages.storeStartedAt),
    })
    .from(messages)
    .where(eq(messages.id, id));
  return row === undefined ? null : { ...row, isStored: row.storedAt !== null };
}

/** Begins to store, unless somebody has begun since `seen`. @returns The begin, or null. */
export async function claimForStoring(db: Db, id: string, seen: Date | null): Promise<Date | null> {
  const [row] = await db
    .update(messages)
    .set({ storeStartedAt: NOW_MS })
    .where(
      and(
        eq(messages.id, id),
        isNull(messages.storedAtVoiceAgentAt),
        seen === null ? isNull(messages.storeStartedAt) : eq(messages.storeStartedAt, seen),
      ),
    )
    .returning({ startedAt: messages.storeStartedAt });
  return row?.startedAt ?? null;
}

/** Notes that dm-voice-agent has it. */
export async function markStored(db: Db, id: string): Promise<void> {
  await db
    .update(messages)
    .set({ storedAtVoiceAgentAt: sql`now()`, ...FRESH })
    .where(eq(messages.id, id));
}

/**
 * A try to store it is over.
 *
 * @param startedAt The begin of that try; another one's is left alone.
 * @param begunMsAgo As how old the begin counts from now on; null when nothing can have arrived.
 */
export async function endStoring(
  db: Db,
  id: string,
  { startedAt, begunMsAgo }: { startedAt: Date; begunMsAgo: number | null },
): Promise<void> {
  await db
    .update(messages)
    .set({
      storeStartedAt:
        begunMsAgo === null ? null : sql`date_trunc('milliseconds', ${inMs(-begunMsAgo)})`,
    })
    .where(and(eq(messages.id, id), eq(messages.storeStartedAt, startedAt)));
}

/** A step that has no failures yet. */
const FRESH = { attempts: 0, firstFailedAt: null, retryAt: null };

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

/** What is known of its files; of one that was taken back nothing is kept. */
export async function setAttachments(db: Db, id: string, attachments: unknown[]): Promise<void> {
  await db
    .update(messages)
    .set({ attachments })
    .where(and(eq(messages.id, id), isNull(messages.deletedAt)));
}

/** What was noted of a message of ours while it was taken for somebody else's. */
export type Mistaken = Pick<Message, "storeStartedAt" | "storedAtVoiceAgentAt" | "createdAt">;

/**
 * Takes Meta's message id off a message that was guessed to have it; what was taken for somebody
 * else's before we knew that it is ours goes altogether.
 *
 * @returns What went.
 */
export async function releaseExternalId(
  db: Db,
  {
    crmChannelId,
    externalMessageId,
    exceptId,
  }: Record<"crmChannelId" | "externalMessageId" | "exceptId", string>,
): Promise<Mistaken | null> {
  const isOther = and(
    eq(messages.crmChannelId, crmChannelId),
    eq(messages.externalMessageId, externalMessageId),
    eq(messages.direction, "outbound"),
    ne(messages.id, exceptId),
  );
  const [mistaken] = await db
    .delete(messages)
    .where(and(isOther, isNotNull(messages.origin)))
    .returning({
      storeStartedAt: messages.storeStartedAt,
      storedAtVoiceAgentAt: messages.storedAtVoiceAgentAt,
      createdAt: messages.createdAt,
    });
  await db.update(messages).set({ externalMessageId: null }).where(isOther);
  return mistaken ?? null;
}

/** Under the same id of Meta's dm-voice-agent has the message already, or may get it any moment. */
export async function inheritStoring(
  db: Db,
  id: string,
  { storeStartedAt, storedAtVoiceAgentAt }: Mistaken,
): Promise<void> {
  await db
    .update(messages)
    .set({ storeStartedAt, storedAtVoiceAgentAt })
    .where(eq(messages.id, id));
}

/** Takes an answer back that no request was ever made for; false when it has moved on. */
export async function deleteUnsent(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .delete(messages)
    .where(and(eq(messages.id, id), eq(messages.status, "queued"), eq(messages.sendAttempts, 0)))
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** Notes that a sent message will never be stored at dm-voice-agent. */
export async function giveUpStoring(db: Db, id: string, lastError: string): Promise<void> {
  await db
    .update(messages)
    .set({ lastError, ...FRESH })
    .where(and(eq(messages.id, id), eq(messages.status, "sent")));
}

/** Puts a message off. @param code Shown as why it waits; not for one that was sent. */
export async function postponeMessage(
  db: Db,
  id: string,
  from: readonly MessageStatus[],
  { attempts, delayMs, code }: { attempts: number; delayMs: number; code: string },
): Promise<void> {
  await db
    .update(messages)
    .set({
      attempts,
      firstFailedAt: sql`coalesce(${messages.firstFailedAt}, now())`,
      retryAt: inMs(delayMs),
      lastError: sql`case when ${messages.status} = 'sent' then null else ${code} end`,
    })
    .where(and(eq(messages.id, id), inArray(messages.status, [...from])));
}

/** The conversation's messages whose fate Meta's list may tell, oldest claim first. */
export function listDoubtful(
  db: Db,
  conversationId: string,
): Promise<Pick<Message, "id" | "text" | "attachments">[]> {
  return db
    .select({ id: messages.id, text: messages.text, attachments: messages.attachments })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.status, ["sending", "held"]),
      ),
    )
    .orderBy(asc(messages.claimedAt), asc(messages.id));
}

/** The same, and those that a person said were sent: our messages whose id of Meta's is not known. */
export function listUnnamed(
  db: Db,
  conversationId: string,
): Promise<Pick<Message, "id" | "text" | "attachments">[]> {
  return db
    .select({ id: messages.id, text: messages.text, attachments: messages.attachments })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, "outbound"),
        inArray(messages.status, ["sending", "held", "sent"]),
        isNull(messages.externalMessageId),
      ),
    )
    .orderBy(asc(messages.claimedAt), asc(messages.id));
}

/** What Meta's clock and ours may be apart, and how long a message may be tried again. */
const ABOUT = sql.raw("interval '1 hour'");

/** Messages that we tried to send at about that time, whatever became of them. */
export function listTriedAbout(
  db: Db,
  conversationId: string,
  at: Date,
): Promise<Pick<Message, "id" | "text" | "attachments">[]> {
  const time = sql`${at.toISOString()}::timestamptz`;
  return db
    .select({ id: messages.id, text: messages.text, attachments: messages.attachments })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        gt(messages.sendAttempts, 0),
        sql`${messages.claimedAt} between ${time} - ${ABOUT} and ${time} + ${ABOUT}`,
      ),
    );
}

/** Newest first. The caller has checked that the conversation is the tenant's. */
export function listMessagesOf(
  db: Db,
  {
    conversationId,
    after,
    limit,
  }: { conversationId: string; after: Position | null; limit: number },
): Promise<Message[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        before(messages.occurredAt, messages.id, after),
      ),
    )
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(limit);
}
