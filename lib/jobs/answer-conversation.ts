import type { Db } from "#db/client.ts";
import { findChannelById } from "#db/queries/channels.ts";
import { closeReply, type DueReply, postponeReply } from "#db/queries/conversations.ts";
import { failLaterParts } from "#db/queries/message-parts.ts";
import { findMessageById } from "#db/queries/messages.ts";
import { moveMessage, type OpenMessage, postponeMessage } from "#db/queries/outbox.ts";
import { giveUpStoring } from "#db/queries/storing.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { toConversationKey } from "#lib/intake/conversation-key.ts";
import type { HandlerNeeds } from "#lib/intake/outcome.ts";
import { log } from "#lib/log.ts";
import { drain } from "#lib/queue/drain.ts";
import { compose, concludeUnwritten } from "#lib/replies/compose.ts";
import { concludeUnsent } from "#lib/replies/conclude.ts";
import { deliver } from "#lib/replies/deliver.ts";
import { noteProblem } from "#lib/replies/note-problem.ts";
import { reconcile } from "#lib/replies/reconcile.ts";
import { storeReply } from "#lib/replies/store-reply.ts";
import type { ReplyNeeds, Turn } from "#lib/replies/turn.ts";
import type { Job } from "./job.ts";
import { judgeFailure } from "./judge-failure.ts";
import { nextStep, type Step } from "./next-step.ts";
import { settleEchoes } from "./settle-echoes.ts";

type Needs = ReplyNeeds & HandlerNeeds & { settings: { REPLY_SETTLE_MS: number } };

/**
 * Brings a conversation's outgoing messages forward, the oldest first, each one a step at a time: an
 * answer is written, sent, found out about when its sending is in doubt, stored at dm-voice-agent.
 */
export function answerConversation(job: Job<"answer-conversation">, needs: Needs): Promise<void> {
  return drain({
    ...needs,
    name: "answer-conversation",
    job,
    next: (db) => nextStep(db, job.data.conversationId),
    handle: (step) => takeStep(step, needs),
  });
}

async function takeStep(step: Step, needs: Needs): Promise<void> {
  const turn = await loadTurn(step.due, needs.db);
  if (turn === null) return abandon(step, needs);
  try {
    if (step.open === null) await compose(step.messageId, turn, needs);
    else await advance(step.open, turn, needs);
  } catch (error) {
    await noteProblem(error, turn, needs);
    if (step.open === null) await writingFailed(error, step, turn, needs);
    else await outgoingFailed(error, step.open, turn, needs);
  }
}

/** Null while the channel is not registered at dm-voice-agent: then nothing can be done for it. */
async function loadTurn({ conversation, quietForMs }: DueReply, db: Db): Promise<Turn | null> {
  const channel = await findChannelById(db, conversation.crmChannelId);
  if (channel === null || channel.channelId === null) return null;
  return {
    conversation,
    channel: { ...channel, channelId: channel.channelId },
    quietForMs: quietForMs ?? 0,
  };
}

async function abandon(step: Step, { db }: ReplyNeeds): Promise<void> {
  const { conversation } = step.due;
  if (step.open === null) await closeReply(db, conversation.id, step.messageId);
  else {
    const { message } = step.open;
    const change = { status: "failed", lastError: "replies.channel-disconnected" } as const;
    if (await moveMessage(db, message.id, [message.status], change)) {
      await failLaterParts(db, message);
    }
  }
}

async function advance(open: OpenMessage, turn: Turn, needs: Needs): Promise<void> {
  const { message } = open;
  if (message.status === "queued") return deliver(message, turn, needs);
  if (message.status === "sent") return storeReply(message, turn, needs);
  const { platformPageId } = turn.channel;
  const key = toConversationKey({
    platformPageId,
    externalUserId: turn.conversation.externalUserId,
  });
  // One that settled something makes the next step another one.
  if ((await settleEchoes(key, needs)) === 0) await reconcile(open, turn, needs);
}

async function writingFailed(
  error: unknown,
  { due, messageId }: Extract<Step, { open: null }>,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<void> {
  const { id, replyAttempts: attempts } = due.conversation;
  const verdict = judgeFailure(error, { attempts, failedForMs: due.failedForMs }, needs.upstreams);
  const { code } = verdict;
  log.warn("answer not written", { conversationId: id, code, attempt: attempts });
  if (verdict.again) await postponeReply(needs.db, id, { messageId, ...verdict });
  else await concludeUnwritten(messageId, { status: "dead", code }, turn, needs);
}

async function outgoingFailed(
  error: unknown,
  { message, failedForMs }: OpenMessage,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<void> {
  const { id, attempts } = message;
  const verdict = judgeFailure(error, { attempts, failedForMs }, needs.upstreams);
  const { code } = verdict;
  log.warn("outgoing message waits", { messageId: id, code, attempt: attempts });
  // What was sent meanwhile, or is being sent, is not judged by what it was before.
  const from = message.status === "sent" ? (["sent"] as const) : (["queued", "sending"] as const);
  if (verdict.again) return postponeMessage(needs.db, id, from, verdict);
  const status = (await findMessageById(needs.db, id))?.status;
  if (message.status === "queued" && status === "sending") {
    const { DOUBT_WAIT_MS: delayMs } = needs.settings;
    return postponeMessage(needs.db, id, from, { attempts, delayMs, code, isFailing: false });
  }
  // Also one that was in doubt and was just proven not to be sent.
  if (status === "queued") {
    return concludeUnsent({ ...message, status }, { status: verdict.end, code }, turn, needs);
  }
  if (message.status === "sending") {
    return concludeUnsent(message, { status: "held", code: "replies.unproven" }, turn, needs);
  }
  if (message.status !== "sent") return;
  const { tenantId, id: subject } = turn.channel;
  const { db, boss } = needs;
  await db.transaction(async (tx) => {
    await giveUpStoring(tx, id, code);
    await raiseAlert({ tx, boss }, { tenantId, kind: "replies.unstored", subject, code });
  });
}
