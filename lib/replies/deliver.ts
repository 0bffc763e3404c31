import { markTokenInvalid } from "#db/queries/channels.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import { claimForSending, updateMessage } from "#db/queries/messages.ts";
import type { Message } from "#db/schema/messages.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { SealedTokenError } from "#lib/crypto/token-box.ts";
import type { AppError } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { sendText } from "#lib/meta/send.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Sends an answer from the outbox, at most once. What is found in `sending` was cut off in the
 * middle of an earlier try: whether the customer has it cannot be told, so a person is asked.
 *
 * @returns The message as it is now.
 * @throws {AppError} when it was certainly not sent and may be tried again; it is `queued` again.
 */
export async function deliver(reply: Message, turn: Turn, needs: ReplyNeeds): Promise<Message> {
  if (reply.status === "sending") return settle(reply, turn, needs, INTERRUPTED);
  if (reply.status !== "queued") return reply;

  const pageToken = await openToken(turn, needs);
  if (!(await claimForSending(needs.db, reply.id))) return reply;
  try {
    const externalMessageId = await sendText(needs.graph, {
      pageToken,
      recipientId: turn.conversation.externalUserId,
      text: reply.text ?? "",
      metadata: reply.id,
    });
    const sentAt = new Date();
    return await settle(reply, turn, needs, {
      status: "sent",
      externalMessageId,
      sentAt,
      lastError: null,
    });
  } catch (error) {
    if (!(error instanceof MetaError)) throw error;
    return await settleFailure(error, reply, turn, needs);
  }
}

/** @throws {SealedTokenError} after the channel asks to be connected again. */
async function openToken(turn: Turn, needs: ReplyNeeds): Promise<string> {
  try {
    return await pageTokenOf(turn.channel, needs.tokenBox);
  } catch (error) {
    if (error instanceof SealedTokenError) await askToReconnect(turn, needs, error.code);
    throw error;
  }
}

type Settlement = Partial<Pick<Message, "status" | "externalMessageId" | "sentAt" | "lastError">>;

const INTERRUPTED: Settlement = { status: "held", lastError: "replies.interrupted" };

async function settleFailure(
  error: MetaError,
  reply: Message,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<Message> {
  const { code, remedy, mayHaveTakenEffect } = error;
  log.warn("answer not sent", { messageId: reply.id, code, ...error.details });
  if (mayHaveTakenEffect) {
    return settle(reply, turn, needs, { status: "held", lastError: code });
  }
  if (error.kind === "token-invalid") await askToReconnect(turn, needs, code);
  if (remedy !== "retry-later" && error.kind !== "token-invalid") {
    return settle(reply, turn, needs, { status: "failed", lastError: code });
  }
  await settle(reply, turn, needs, { status: "queued", lastError: code });
  throw error satisfies AppError;
}

async function settle(
  reply: Message,
  { channel, conversation }: Turn,
  { db }: ReplyNeeds,
  change: Settlement,
): Promise<Message> {
  const from = change === INTERRUPTED ? { from: reply.status } : {};
  await db.transaction(async (tx) => {
    await updateMessage(tx, reply.id, change, from);
    if (change.sentAt) {
      await showLastMessage(tx, conversation.id, { at: reply.occurredAt, text: reply.text ?? "" });
    }
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
  });
  return { ...reply, ...change };
}

async function askToReconnect({ channel }: Turn, { db }: ReplyNeeds, code: string) {
  await db.transaction(async (tx) => {
    if (!(await markTokenInvalid(tx, channel, code))) return;
    await announce(tx, channel.tenantId, { type: "channel", channel_id: channel.id });
  });
}
