import { and, asc, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";
import { inMs, msSince, msUntil } from "./clock.ts";

export type WaitingEvent = {
  event: WebhookEvent;
  /** Until it may be tried again; 0 when now. */
  waitMs: number;
  /** Since its first failure; null when there was none. */
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

/** @returns False when somebody else has dealt with it meanwhile; then nothing follows from it. */
export async function closeEvent(
  db: Db,
  eventId: string,
  outcome: { status: "processed" | "ignored" | "dead"; lastError: string | null },
): Promise<boolean> {
  const rows = await db
    .update(webhookEvents)
    .set({ ...outcome, processedAt: sql`now()`, retryAt: null })
    .where(and(eq(webhookEvents.id, eventId), isWaiting))
    .returning({ id: webhookEvents.id });
  return rows.length === 1;
}

export async function postponeEvent(
  db: Db,
  eventId: string,
  { delayMs, ...failure }: { attempts: number; lastError: string; delayMs: number },
): Promise<void> {
  await db
    .update(webhookEvents)
    .set({
      ...failure,
      status: "failed",
      firstFailedAt: sql`coalesce(${webhookEvents.firstFailedAt}, now())`,
      retryAt: inMs(delayMs),
    })
    .where(and(eq(webhookEvents.id, eventId), isWaiting));
}
