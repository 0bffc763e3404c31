import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";

/** The oldest event of a conversation that is not dealt with yet. */
export async function findWaitingEvent(
  db: Db,
  conversationKey: string,
): Promise<WebhookEvent | null> {
  const [row] = await db
    .select()
    .from(webhookEvents)
    .where(
      and(
        eq(webhookEvents.conversationKey, conversationKey),
        // Spelled out, because only then PostgreSQL uses the partial index in prepared statements.
        sql`${webhookEvents.status} in ('received', 'failed')`,
      ),
    )
    .orderBy(asc(webhookEvents.occurredAt), asc(webhookEvents.seq))
    .limit(1);
  return row ?? null;
}

export async function closeEvent(
  db: Db,
  eventId: string,
  outcome: { status: "processed" | "ignored" | "dead"; lastError: string | null },
): Promise<void> {
  await db
    .update(webhookEvents)
    .set({ ...outcome, processedAt: sql`now()`, retryAt: null })
    .where(eq(webhookEvents.id, eventId));
}

export async function postponeEvent(
  db: Db,
  eventId: string,
  failure: { attempts: number; lastError: string; retryAt: Date },
): Promise<void> {
  await db
    .update(webhookEvents)
    .set({ ...failure, status: "failed" })
    .where(eq(webhookEvents.id, eventId));
}

/** Conversations with waiting events, for the sweep that gives each a job again. */
export async function listWaitingConversationKeys(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ key: webhookEvents.conversationKey })
    .from(webhookEvents)
    .where(inArray(webhookEvents.status, ["received", "failed"]))
    .limit(limit);
  return rows.flatMap(({ key }) => key ?? []);
}
