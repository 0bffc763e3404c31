import { findChannelById } from "#db/queries/channels.ts";
import { forgetAttachmentIds } from "#db/queries/meta-attachments.ts";
import { claimForSending, moveMessage } from "#db/queries/outbox.ts";
import type { Message } from "#db/schema/messages.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { settleState } from "#lib/channels/settle-state.ts";
import { failpoint } from "#lib/failpoint.ts";
import { log } from "#lib/log.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { sendMessage } from "#lib/meta/send.ts";
import { awaitTurn } from "#lib/pauses/pauses.ts";
import { CallTooLateError, UpstreamAwayError } from "#lib/upstream/errors.ts";
import { concludeSent, concludeUnsent, dropSuperseded } from "./conclude.ts";
import { DoubtfulSendError, mustBeAbleToSend, StaleAttachmentError } from "./errors.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";
import { type Ready, uploadContent } from "./upload-content.ts";
import { mayAgentAnswer, tagOfTeammate } from "./window.ts";

/**
 * A worker that was held up for longer between its claim and the write does not write: somebody else
 * may have taken over meanwhile. Shorter than DOUBT_WAIT_MS, longer than the breaker's hold.
 */
const FENCE_MS = 7_000;

/**
 * Sends a queued message, with at most one request per claim. A failure that may have reached the
 * customer leaves it `sending`, for reconcile.ts to find out.
 *
 * @throws {AppError} when it was certainly not sent and is `queued` again, or is in doubt.
 */
export async function deliver(message: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  if (isSuperseded(message, turn)) return dropSuperseded(message, turn, needs);
  const { channel, conversation } = turn;
  const way = wayOf(message, turn);
  if ("refusal" in way) {
    return concludeUnsent(message, { status: "failed", code: way.refusal }, turn, needs);
  }
  mustBeAbleToSend(channel);
  await awaitTurn(needs.db, channel.facebookPageId);
  const pageToken = await pageTokenOf(channel, needs.tokenBox);
  const ready = await uploadContent(message, pageToken, turn, needs);

  if (!(await claimForSending(needs.db, message.id))) {
    const now = await findChannelById(needs.db, channel.id);
    if (now === null || now.status === "disconnected") return;
    mustBeAbleToSend(now);
    // Whatever forbade an agent's answer, it stays forbidden; one that was taken meanwhile stays taken.
    return mayBeSuperseded(message) ? dropSuperseded(message, turn, needs) : undefined;
  }
  const startBy = performance.now() + FENCE_MS;
  await failpoint("send.claimed");
  const externalMessageId = await sendMessage(needs.graph, {
    pageId: channel.facebookPageId,
    pageToken,
    recipientId: conversation.externalUserId,
    content: ready.content,
    metadata: message.id,
    tag: way.tag,
    startBy,
  }).catch((error: unknown) => handBack(error, message, ready, needs));
  await failpoint("send.after-answer");
  await concludeSent(message, externalMessageId, turn, needs);
  if (channel.status === "degraded") await noteThatItSends(channel, needs);
}

/** What kept the channel from sending is over; nothing else shows it for an Instagram account. */
async function noteThatItSends(channel: Turn["channel"], { db, boss }: ReplyNeeds): Promise<void> {
  await db.transaction(async (tx) => {
    await closeAlert({ tx, boss }, { kind: "channel.instagram-access-off", subject: channel.id });
    await settleState(tx, channel);
  });
}

/** The customer wrote again: an answer that has not seen it must not be sent any more. */
export function isSuperseded(message: Message, { conversation }: Turn): boolean {
  return mayBeSuperseded(message) && conversation.replyDueFor !== null;
}

/** Of an answer that was begun the rest follows. */
function mayBeSuperseded({ handledBy, part }: Message): boolean {
  return handledBy === "ai_agent" && part === 0;
}

type Way = { tag: "RESPONSE" | "HUMAN_AGENT" } | { refusal: string };

function wayOf(message: Message, { channel, conversation, quietForMs }: Turn): Way {
  if (channel.status === "disconnected") return { refusal: "replies.channel-disconnected" };
  const { windowClosedAt } = conversation;
  if (message.handledBy === "human_agent") {
    const tag = tagOfTeammate({ quietForMs, windowClosedAt });
    return tag === null ? { refusal: "replies.outside-window" } : { tag };
  }
  if (!channel.aiEnabled || channel.agentId === null) return { refusal: "replies.ai-off" };
  // The agent's own pause begins after what it has said.
  if (conversation.aiPausedAt !== null && conversation.aiPausedBy !== "agent") {
    return { refusal: "replies.ai-paused" };
  }
  return mayAgentAnswer({ quietForMs, windowClosedAt })
    ? { tag: "RESPONSE" }
    : { refusal: "replies.outside-window" };
}

/** @throws always: the error itself when nothing was sent, else that the message is in doubt. */
async function handBack(
  error: unknown,
  message: Message,
  { reusedIds }: Ready,
  needs: ReplyNeeds,
): Promise<never> {
  if (error instanceof MetaError) {
    log.warn("message not sent", { messageId: message.id, code: error.code, ...error.details });
    if (error.mayHaveTakenEffect) throw doubt(error.code, needs);
  } else if (!(error instanceof UpstreamAwayError || error instanceof CallTooLateError))
    throw error;
  const ifSendAttempts = message.sendAttempts + 1;
  const change = { status: "queued", keepsTries: true, ifSendAttempts } as const;
  await moveMessage(needs.db, message.id, ["sending"], change);
  if (error instanceof MetaError && error.kind === "refused" && reusedIds.length > 0) {
    await forgetAttachmentIds(needs.db, message.crmChannelId, reusedIds);
    throw new StaleAttachmentError();
  }
  throw error;
}

function doubt(code: string, { settings }: ReplyNeeds): DoubtfulSendError {
  return new DoubtfulSendError(code, settings.DOUBT_WAIT_MS);
}
