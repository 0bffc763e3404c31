import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";
import { failingSince, inMs, msSince, msUntil } from "./clock.ts";

export type WaitingEvent = {
  event: WebhookEvent;
  /** Until it may be tried again; 0 when now. */
  waitMs: number;
  /** Since its first failure after any other wait; null when there was none. */
  failedForMs: number | null;
};

/** Whether an echo of the conversation with this customer is not dealt with yet. */
export async function hasWaitingEcho(db: Db, conversationKey: string): Promise<boolean> {
  return (await listWaitingEchoes(db, conversationKey)).length > 0;
}

// Spelled out, because only then PostgreSQL uses the partial index in prepared statements.
const isWaiting = sql`${webhookEvents.status} in ('received', 'failed')`;

/** Echoes of a conversation that are not dealt with yet, oldest first. */
export function listWaitingEchoes(db: Db, conversationKey: string): Promise<WebhookEvent[]> {
  return db
    .select()
    .from(webhookEvents)
    .where(
      and(
        eq(webhookEvents.conversationKey, conversationKey),
        isWaiting,
        eq(webhookEvents.eventType, "message_echo"),
      ),
    )
    .orderBy(asc(webhookEvents.occurredAt), asc(webhookEvents.seq))
    .limit(ECHOES_MAX);
}

const ECHOES_MAX = 100;

/** The oldest event of a conversation that is not dealt with yet. */
export async function findWaitingEvent(
  db: Db,
  conversationKey: string,
): Promise<WaitingEvent | null> {
  const [row] = await db
    .select({
      event: webhookEvents,
      waitMs: msUntil(webhookEvents.retryAt),
      failedForMs: msSince(webhookEvents.firstFailedAt),
    })
    .from(webhookEvents)
    .where(and(eq(webhookEvents.conversationKey, conversationKey), isWaiting))
    .orderBy(asc(webhookEvents.occurredAt), asc(webhookEvents.seq))
    .limit(1);
  return row ?? null;
}

type Ending = { status: "processed" | "ignored" | "dead"; lastError: string | null };

/** @returns False when somebody else has dealt with it meanwhile; then nothing follows from it. */
export async function closeEvent(db: Db, eventId: string, ending: Ending): Promise<boolean> {
  return (await closing(db, eventId, ending)).length === 1;
}

function closing(db: Db, eventId: string, ending: Ending) {
  return db
    .update(webhookEvents)
    .set({ ...ending, processedAt: sql`now()`, retryAt: null })
    .where(and(eq(webhookEvents.id, eventId), isWaiting))
    .returning({ id: webhookEvents.id });
}

/**
 * Closes an event and notes that its message waits for the agent, unless a teammate has answered
 * since it was shown or the agent is silent there (what the page says without us silences it or is
 * no answer: lib/conversations/record-page-answer.ts). One that comes while another waits is left
 * `settleMs` for more: one answer sees them all.
 */
export async function closeEventAndAsk(
  db: Db,
  eventId: string,
  {
    conversationId,
    messageId,
    settleMs,
  }: { conversationId: string; messageId: string; settleMs: number },
): Promise<void> {
  const closed = db
    .$with("closed")
    .as(closing(db, eventId, { status: "processed", lastError: null }));
  const isBurst = sql`${conversations.replyDueFor} is not null`;
  const teammateAnswered = sql`exists (select 1 from messages answer
    join messages question on question.id = ${messageId}
    where answer.conversation_id = ${conversationId} and answer.handled_by = 'human_agent'
    and answer.origin is null and answer.status not in ('failed', 'dead') and answer.created_at > question.created_at)`;
  await db
    .with(closed)
    .update(conversations)
    .set({
      replyDueFor: messageId,
      replyAttempts: 0,
      replyFirstFailedAt: null,
      replyRetryAt: settleMs > 0 ? sql`case when ${isBurst} then ${inMs(settleMs)} end` : null,
    })
    .where(
      and(
        eq(conversations.id, conversationId),
        isNull(conversations.aiPausedAt),
        sql`exists (select 1 from ${closed})`,
        sql`not ${teammateAnswered}`,
      ),
    );
}

export async function postponeEvent(
  db: Db,
  eventId: string,
  {
    delayMs,
    isFailing,
    ...failure
  }: { attempts: number; lastError: string; delayMs: number; isFailing: boolean },
): Promise<void> {
  await db
    .update(webhookEvents)
    .set({
      ...failure,
      status: "failed",
      firstFailedAt: failingSince(webhookEvents.firstFailedAt, isFailing),
      retryAt: inMs(delayMs),
    })
    .where(and(eq(webhookEvents.id, eventId), isWaiting));
}
