import type { Db } from "#db/client.ts";
import { findServingChannel } from "#db/queries/channels.ts";
import { findConversationToAnswer } from "#db/queries/conversations.ts";
import {
  closeEvent,
  findWaitingEvent,
  postponeEvent,
  type WaitingEvent,
} from "#db/queries/events.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { noteUnauthorized } from "#lib/alerts/unauthorized-alert.ts";
import { failpoint } from "#lib/failpoint.ts";
import { readConversationKey } from "#lib/intake/conversation-key.ts";
import { handlerOf } from "#lib/intake/handlers.ts";
import type { HandlerNeeds, Outcome } from "#lib/intake/outcome.ts";
import { log } from "#lib/log.ts";
import { drain, type Waiting } from "#lib/queue/drain.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { ReplyNeeds } from "#lib/replies/turn.ts";
import { closeHandled } from "./close-handled.ts";
import type { Job } from "./job.ts";
import { judgeFailure } from "./judge-failure.ts";
import { settleEchoes } from "./settle-echoes.ts";

type Needs = HandlerNeeds &
  Pick<ReplyNeeds, "upstreams"> & { settings: { REPLY_SETTLE_MS: number } };

/**
 * Handles a conversation's events, oldest first. While one waits for its next try the later ones
 * wait behind it; one that failed for good releases them. Echoes of our own messages are proof that
 * something waits for elsewhere, so they do not wait in line.
 */
export async function drainConversation(
  job: Job<"drain-conversation">,
  needs: Needs,
): Promise<void> {
  const { conversationKey } = job.data;
  await drain({
    ...needs,
    name: "drain-conversation",
    job,
    next: (db) => nextEvent(db, conversationKey),
    beforeDefer: async () => void (await settleEchoes(conversationKey, needs)),
    handle: (waiting) => handleEvent(waiting, needs),
    settle: (tx) => askForAnswer(tx, conversationKey, needs),
  });
}

async function nextEvent(db: Db, conversationKey: string): Promise<Waiting<WaitingEvent>> {
  const waiting = await findWaitingEvent(db, conversationKey);
  if (waiting === null) return null;
  return waiting.waitMs === 0 ? { item: waiting } : { inMs: waiting.waitMs };
}

async function handleEvent(waiting: WaitingEvent, needs: Needs): Promise<void> {
  const { event } = waiting;
  try {
    await failpoint("event.claimed");
    const handler = handlerOf(event.eventType);
    const outcome: Outcome = handler
      ? await handler(event, needs)
      : { status: "ignored", why: "no_handler" };
    await failpoint("event.before-close");
    await closeHandled(event, outcome, needs);
  } catch (error) {
    await fail(waiting, error, needs);
  }
}

/** Once for all messages that were handled: one answer sees them all. */
async function askForAnswer(tx: Db, conversationKey: string, { boss }: Needs): Promise<void> {
  const conversationId = await findConversationToAnswer(tx, readConversationKey(conversationKey));
  if (conversationId === null) return;
  await enqueue({ tx, boss }, "answer-conversation", { conversationId });
}

async function fail(
  { event, failedForMs }: WaitingEvent,
  error: unknown,
  needs: Needs,
): Promise<void> {
  const { attempts } = event;
  const verdict = judgeFailure(error, { attempts, failedForMs }, needs.upstreams);
  const { code } = verdict;
  log.warn("event failed", { eventId: event.id, code, attempt: attempts });
  await noteUnauthorized(error, { tx: needs.db, boss: needs.boss });
  if (verdict.again) {
    const { delayMs, isFailing } = verdict;
    await postponeEvent(needs.db, event.id, {
      attempts: verdict.attempts,
      lastError: code,
      delayMs,
      isFailing,
    });
    return;
  }
  await bury(event, code, needs);
}

/** Gives an event up, and tells a person. */
async function bury({ id, pageId }: WebhookEvent, code: string, { db, boss }: Needs) {
  const channel = pageId === null ? null : await findServingChannel(db, pageId);
  await db.transaction(async (tx) => {
    const isOurs = await closeEvent(tx, id, { status: "dead", lastError: code });
    if (!isOurs || channel === null) return;
    const { tenantId, id: subject } = channel;
    await raiseAlert({ tx, boss }, { tenantId, kind: "events.dead", subject, code });
  });
}
