import type { Db } from "#db/client.ts";
import { askForReply } from "#db/queries/conversations.ts";
import { closeEvent } from "#db/queries/events.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import type { Outcome } from "#lib/intake/outcome.ts";

type Needs = { db: Db; settings: { REPLY_SETTLE_MS: number } };

/** Notes what became of an event, and what follows from it. */
export function closeHandled(event: WebhookEvent, outcome: Outcome, needs: Needs): Promise<void> {
  const settleMs = needs.settings.REPLY_SETTLE_MS;
  return needs.db.transaction(async (tx) => {
    const isProcessed = outcome.status === "processed";
    const isOurs = await closeEvent(tx, event.id, {
      status: outcome.status,
      lastError: isProcessed ? null : outcome.why,
    });
    if (!isOurs) return;
    if (!isProcessed || outcome.conversationId === null || outcome.toAnswer === null) return;
    await askForReply(tx, outcome.conversationId, { messageId: outcome.toAnswer, settleMs });
  });
}
