import type { Db } from "#db/client.ts";
import { closeEvent, closeEventAndAsk } from "#db/queries/events.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import type { Outcome } from "#lib/intake/outcome.ts";

type Needs = { db: Db; settings: { REPLY_SETTLE_MS: number } };

/** Notes what became of an event, and what follows from it. */
export async function closeHandled(
  { id }: WebhookEvent,
  outcome: Outcome,
  { db, settings }: Needs,
): Promise<void> {
  const { status } = outcome;
  if (status === "ignored") {
    await closeEvent(db, id, { status, lastError: outcome.why });
    return;
  }
  const { conversationId, toAnswer: messageId } = outcome;
  if (conversationId === null || messageId === null) {
    await closeEvent(db, id, { status, lastError: null });
    return;
  }
  const settleMs = settings.REPLY_SETTLE_MS;
  await closeEventAndAsk(db, id, { conversationId, messageId, settleMs });
}
