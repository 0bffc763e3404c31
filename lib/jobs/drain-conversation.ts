import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { askForReply, findConversationToAnswer } from "#db/queries/conversations.ts";
import { closeEvent, findWaitingEvent, postponeEvent } from "#db/queries/events.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { readConversationKey } from "#lib/intake/conversation-key.ts";
import { handlerOf } from "#lib/intake/handlers.ts";
import type { Outcome } from "#lib/intake/on-message.ts";
import { log } from "#lib/log.ts";
import { ATTEMPTS_MAX, nextTryAt } from "#lib/queue/backoff.ts";
import { drain, type Waiting } from "#lib/queue/drain.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import type { Job } from "./job.ts";

type Needs = { db: Db; boss: PgBoss; voiceAgent: VoiceAgentClient };

/**
 * Handles a conversation's events, oldest first. While one waits for its next try the later ones
 * wait behind it; one that failed for good releases them.
 */
export function drainConversation(job: Job<"drain-conversation">, needs: Needs): Promise<void> {
  return drain({
    ...needs,
    name: "drain-conversation",
    job,
    next: (db) => nextEvent(db, job.data.conversationKey),
    handle: (event) => handleEvent(event, needs),
    settle: (tx) => askForAnswer(tx, job.data.conversationKey, needs.boss),
  });
}

async function nextEvent(db: Db, conversationKey: string): Promise<Waiting<WebhookEvent>> {
  const event = await findWaitingEvent(db, conversationKey);
  if (event === null) return null;
  return event.retryAt !== null && event.retryAt > new Date()
    ? { at: event.retryAt }
    : { item: event };
}

async function handleEvent(event: WebhookEvent, needs: Needs): Promise<void> {
  try {
    const handler = handlerOf(event.eventType);
    const outcome: Outcome = handler
      ? await handler(event, needs)
      : { status: "ignored", why: "no_handler" };
    await close(event, outcome, needs);
  } catch (error) {
    await fail(event, error, needs.db);
  }
}

function close(event: WebhookEvent, outcome: Outcome, { db }: Needs): Promise<void> {
  return db.transaction(async (tx) => {
    const isProcessed = outcome.status === "processed";
    await closeEvent(tx, event.id, {
      status: outcome.status,
      lastError: isProcessed ? null : outcome.why,
    });
    if (isProcessed) await askForReply(tx, outcome.conversationId, outcome.messageId);
  });
}

/** Once for all messages that were handled: one answer sees them all. */
async function askForAnswer(tx: Db, conversationKey: string, boss: PgBoss): Promise<void> {
  const conversationId = await findConversationToAnswer(tx, readConversationKey(conversationKey));
  if (conversationId === null) return;
  await enqueue({ tx, boss }, "answer-conversation", { conversationId });
}

async function fail(event: WebhookEvent, error: unknown, db: Db): Promise<void> {
  const attempts = event.attempts + 1;
  const lastError = errorCode(error);
  const isHopeless = error instanceof AppError && error.remedy === "give-up";
  log.warn("event failed", { eventId: event.id, code: lastError, attempt: attempts });
  if (isHopeless || attempts >= ATTEMPTS_MAX) {
    await closeEvent(db, event.id, { status: "dead", lastError });
    return;
  }
  await postponeEvent(db, event.id, {
    attempts,
    lastError,
    retryAt: nextTryAt(attempts, new Date()),
  });
}
