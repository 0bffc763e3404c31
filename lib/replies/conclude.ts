import type { Db } from "#db/client.ts";
import { undoMistakenPause } from "#db/queries/ai-pauses.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import { releaseExternalId } from "#db/queries/doubts.ts";
import { failLaterParts } from "#db/queries/message-parts.ts";
import { deleteUnsent, moveMessage } from "#db/queries/outbox.ts";
import { inheritStoring } from "#db/queries/storing.ts";
import type { Message, MessageStatus } from "#db/schema/messages.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { errorCode } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** Refusals that are part of daily life; the conversation says so, and no alarm is needed. */
const NO_ALARM = new Set([
  "meta.outside-window",
  "meta.recipient-unavailable",
  "meta.thread-elsewhere",
  "replies.outside-window",
  "replies.superseded",
  "replies.ai-off",
  "replies.ai-paused",
  "replies.channel-disconnected",
]);

const UNIQUE_VIOLATION = "database.23505";

/** The customer has it, by Meta's own word. */
export async function concludeSent(
  message: Message,
  externalMessageId: string,
  turn: Turn,
  { db }: ReplyNeeds,
): Promise<void> {
  const conclude = () => noteSent(db, message, externalMessageId, turn);
  await conclude().catch((error: unknown) => {
    // Its echo was just being taken for somebody else's message; now that can be seen and undone.
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return conclude();
  });
}

async function noteSent(
  db: Db,
  message: Message,
  externalMessageId: string,
  { conversation, channel }: Turn,
): Promise<void> {
  await db.transaction(async (tx) => {
    const from: MessageStatus[] = ["queued", "sending", "held"];
    const change = { status: "sent", externalMessageId, lastError: null, sentNow: true } as const;
    // An echo without metadata may have been taken for an older answer with the same words.
    const mistaken = await releaseExternalId(tx, {
      crmChannelId: channel.id,
      externalMessageId,
      exceptId: message.id,
    });
    await moveMessage(tx, message.id, from, change);
    if (mistaken !== null) {
      await inheritStoring(tx, message.id, mistaken);
      await undoMistakenPause(tx, conversation.id, mistaken);
    }
    const shown = { at: message.occurredAt, text: message.text ?? "" };
    await showLastMessage(tx, conversation.id, shown);
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
  });
}

/**
 * It will not be sent, or nobody can tell whether it was. The parts behind it share its fate when it
 * is certain, and wait with it when it is not. A message that moved on meanwhile stays as it is.
 */
export async function concludeUnsent(
  message: Message,
  { status, code }: { status: "failed" | "dead" | "held"; code: string },
  { conversation, channel }: Turn,
  { db, boss }: ReplyNeeds,
): Promise<void> {
  await db.transaction(async (tx) => {
    const change = { status, lastError: code };
    if (!(await moveMessage(tx, message.id, [message.status], change))) return;
    if (status !== "held") await failLaterParts(tx, message);
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
    if (NO_ALARM.has(code)) return;
    const kind = status === "held" ? "replies.held" : "replies.failed";
    await raiseAlert({ tx, boss }, { tenantId: channel.tenantId, kind, subject: channel.id, code });
  });
}

/** An answer that the customer overtook by writing again; the coming one sees everything said. */
export async function dropSuperseded(
  message: Message,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<void> {
  if (message.sendAttempts === 0 && (await deleteUnsent(needs.db, message.id))) return;
  await concludeUnsent(message, { status: "failed", code: "replies.superseded" }, turn, needs);
}
