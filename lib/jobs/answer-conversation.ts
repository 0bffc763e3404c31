import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { closeReply, findConversationById, postponeReply } from "#db/queries/conversations.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { ATTEMPTS_MAX, nextTryAt } from "#lib/queue/backoff.ts";
import { drain, type Waiting } from "#lib/queue/drain.ts";
import { answer } from "#lib/replies/answer.ts";
import { giveUpReply } from "#lib/replies/give-up.ts";
import type { ReplyNeeds } from "#lib/replies/turn.ts";
import type { Job } from "./job.ts";

type Needs = ReplyNeeds & { boss: PgBoss };
type Due = { conversation: Conversation; messageId: string };

/** Answers a conversation until no message of it waits for the agent. */
export function answerConversation(job: Job<"answer-conversation">, needs: Needs): Promise<void> {
  return drain({
    ...needs,
    name: "answer-conversation",
    job,
    next: (db) => nextDue(db, job.data.conversationId),
    handle: (due) => tryAnswer(due, needs),
  });
}

async function nextDue(db: Db, conversationId: string): Promise<Waiting<Due>> {
  const conversation = await findConversationById(db, conversationId);
  if (conversation === null || conversation.replyDueFor === null) return null;
  const { replyRetryAt, replyDueFor } = conversation;
  if (replyRetryAt !== null && replyRetryAt > new Date()) return { at: replyRetryAt };
  return { item: { conversation, messageId: replyDueFor } };
}

async function tryAnswer({ conversation, messageId }: Due, needs: Needs): Promise<void> {
  const { id } = conversation;
  try {
    await answer({ conversationId: id, messageId }, needs);
  } catch (error) {
    await postponeOrGiveUp({ conversation, messageId }, error, needs);
  }
}

/** While a channel waits for its admin its answers wait too, without losing tries. */
const RECONNECT_LOOK_MS = 60_000;

async function postponeOrGiveUp({ conversation, messageId }: Due, error: unknown, { db }: Needs) {
  const { id } = conversation;
  const code = errorCode(error);
  const attempts = conversation.replyAttempts + 1;
  const remedy = error instanceof AppError ? error.remedy : null;
  log.warn("reply failed", { conversationId: id, code, attempt: attempts });
  if (remedy === "reconnect") {
    const retryAt = new Date(Date.now() + RECONNECT_LOOK_MS);
    await postponeReply(db, id, { messageId, attempts: conversation.replyAttempts, retryAt });
  } else if (remedy === "give-up" || attempts >= ATTEMPTS_MAX) {
    await giveUpReply(db, { conversationId: id, messageId, code });
    await closeReply(db, id, messageId);
  } else {
    const retryAt = nextTryAt(attempts, new Date());
    await postponeReply(db, id, { messageId, attempts, retryAt });
  }
}
