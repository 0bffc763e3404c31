import { and, asc, desc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { IS_OPEN, type Message, type MessageStatus, messages } from "#db/schema/messages.ts";
import { before, type Position } from "./position.ts";

type NewInbound = Pick<
  Message,
  | "tenantId"
  | "crmChannelId"
  | "conversationId"
  | "text"
  | "attachments"
  | "externalMessageId"
  | "occurredAt"
> & { externalMessageId: string };

/** Adds a customer's message, or gives the row that an earlier try added. */
export async function ensureInbound(db: Db, message: NewInbound): Promise<Message> {
  const [added] = await db
    .insert(messages)
    .values({ ...message, direction: "inbound", handledBy: "facebook_webhook", status: "received" })
    .onConflictDoNothing({ target: [messages.crmChannelId, messages.externalMessageId] })
    .returning();
  if (added !== undefined) return added;

  const [known] = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.crmChannelId, message.crmChannelId),
        eq(messages.externalMessageId, message.externalMessageId),
      ),
    );
  if (known === undefined) throw new Error("A message that is there could not be read");
  return known;
}

type NewReply = Pick<
  Message,
  "tenantId" | "crmChannelId" | "conversationId" | "text" | "agentId" | "model" | "occurredAt"
> & { inReplyTo: string };

/** Puts the agent's answer into the outbox; null when the message has one already. */
export async function insertReply(db: Db, reply: NewReply): Promise<Message | null> {
  const [row] = await db
    .insert(messages)
    .values({ ...reply, direction: "outbound", handledBy: "ai_agent", status: "queued" })
    .onConflictDoNothing({ target: messages.inReplyTo })
    .returning();
  return row ?? null;
}

export async function findReplyTo(db: Db, messageId: string): Promise<Message | null> {
  const [row] = await db.select().from(messages).where(eq(messages.inReplyTo, messageId));
  return row ?? null;
}

/** Word for word the index's predicate, and in parentheses: it holds an `or`. */
const isInFlight = sql`(${IS_OPEN})`;

/** Sent, and dm-voice-agent may still take it: what it refused for good carries the reason. */
const isToBeStored = and(
  eq(messages.status, "sent"),
  isNull(messages.storedAtVoiceAgentAt),
  isNull(messages.lastError),
);

/** The agent's answers in a conversation that are not both sent and stored, nor given up. */
export function listUnsettledReplies(
  db: Db,
  { conversationId, exceptReplyTo }: { conversationId: string; exceptReplyTo: string },
): Promise<Message[]> {
  const isOpen = or(inArray(messages.status, ["queued", "sending"]), isToBeStored);
  return db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.handledBy, "ai_agent"),
        ne(messages.inReplyTo, exceptReplyTo),
        isOpen,
      ),
    )
    .orderBy(asc(messages.occurredAt));
}

/** Whether an answer is being sent, or was sent and is not stored at dm-voice-agent yet. */
export async function hasAnswerInFlight(db: Db, conversationId: string): Promise<boolean> {
  const isOpen = or(eq(messages.status, "sending"), isToBeStored);
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isInFlight, isOpen))
    .limit(1);
  return rows.length === 1;
}

/** True for the one caller that may send it now. */
export async function claimForSending(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .update(messages)
    .set({ status: "sending" })
    .where(and(eq(messages.id, id), eq(messages.status, "queued")))
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** @param from The status that it must still have; a message that moved on meanwhile stays as it is. */
export async function updateMessage(
  db: Db,
  id: string,
  change: Partial<
    Pick<Message, "status" | "externalMessageId" | "sentAt" | "lastError" | "storedAtVoiceAgentAt">
  >,
  { from }: { from?: MessageStatus } = {},
): Promise<void> {
  const isAsSeen = from === undefined ? undefined : eq(messages.status, from);
  await db
    .update(messages)
    .set(change)
    .where(and(eq(messages.id, id), isAsSeen));
}

/** Notes why answers that the customer has will not be stored at dm-voice-agent. */
export async function giveUpStoring(
  db: Db,
  conversationId: string,
  lastError: string,
): Promise<void> {
  await db
    .update(messages)
    .set({ lastError })
    .where(and(eq(messages.conversationId, conversationId), isInFlight, isToBeStored));
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
