import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findConversationWith, showLastMessage } from "#db/queries/conversations.ts";
import { listTriedAbout, listUnnamed } from "#db/queries/doubts.ts";
import { failLaterParts, resumeLaterParts } from "#db/queries/message-parts.ts";
import { findByExternalId, findMessageById, setAttachments } from "#db/queries/messages.ts";
import { isOvertaken } from "#db/queries/outbound-decisions.ts";
import { moveMessage } from "#db/queries/outbox.ts";
import { isTimeBeforeRestore } from "#db/queries/restore.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import type { Message, MessageStatus } from "#db/schema/messages.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { compareContent } from "./compare-content.ts";
import { withShownFiles } from "./shown-files.ts";

export type Echo = {
  channel: Channel;
  externalUserId: string;
  externalMessageId: string;
  text: string | null;
  attachments: readonly unknown[];
  metadata: string | null;
  isByAnotherApp: boolean;
};

/** What Meta's list of the conversation shows that the page said at a time. */
export type ListedAnswer = Pick<Echo, "channel" | "externalUserId" | "text" | "attachments"> & {
  at: Date;
};

type Needs = { db: Db; boss: PgBoss };

/**
 * Takes an echo as proof that one of our messages is with the customer, whatever we thought of it.
 * Messenger's echoes carry our own id as `metadata`; Instagram's are known by Meta's message id or,
 * when that is not known yet, by what an answer says whose fate is open.
 *
 * @returns Null when the message is not ours.
 */
export async function settleByEcho(
  needs: Needs,
  echo: Echo,
): Promise<{ conversationId: string } | null> {
  if (echo.isByAnotherApp) return null;
  const conversation = await findConversationWith(needs.db, {
    crmChannelId: echo.channel.id,
    externalUserId: echo.externalUserId,
  });
  if (conversation === null) return null;

  const message = await findOurs(needs.db, echo, conversation);
  if (message === null) return null;
  if (message.externalMessageId === null) await settle(needs, echo, conversation, message);
  else if (message.externalMessageId !== echo.externalMessageId) await warn(needs, echo);
  await keepShownFiles(needs.db, echo, message);
  return { conversationId: conversation.id };
}

/**
 * Whether what was found in Meta's list is ours although nothing names it: from before the database
 * was restored, or the words of a message that we tried to send at about that time.
 */
export async function mayBeOurs(db: Db, answer: ListedAnswer): Promise<boolean> {
  if (await isTimeBeforeRestore(db, answer.at)) return true;
  const conversation = await findConversationWith(db, {
    crmChannelId: answer.channel.id,
    externalUserId: answer.externalUserId,
  });
  if (conversation === null) return false;
  const tried = await listTriedAbout(db, conversation.id, answer.at);
  return tried.some((message) => compareContent(message, answer) === "same");
}

const ourId = z.uuid();

async function findOurs(db: Db, echo: Echo, { id }: Conversation): Promise<Message | null> {
  const metadata = ourId.safeParse(echo.metadata);
  if (metadata.success) {
    const message = await findMessageById(db, metadata.data);
    return message?.conversationId === id ? message : null;
  }
  const known = await findByExternalId(db, echo.channel.id, echo.externalMessageId);
  if (known !== null) return known.direction === "outbound" ? known : null;

  // The newest claim: what was sent last is what Meta repeats now.
  const unnamed = await listUnnamed(db, id);
  const alike = unnamed.findLast((message) => compareContent(message, echo) === "same");
  return alike === undefined ? null : findMessageById(db, alike.id);
}

/** What we thought for so long that the conversation may have gone on. */
const WAS_OVER: ReadonlySet<MessageStatus> = new Set(["failed", "dead", "held"]);

async function settleLaterParts(tx: Db, message: Message): Promise<void> {
  if (await isOvertaken(tx, message.id)) {
    await failLaterParts(tx, message, "replies.superseded");
  } else await resumeLaterParts(tx, message);
}

/** The echo is proof against everything that we noted before. */
const ANY: readonly MessageStatus[] = ["queued", "sending", "sent", "failed", "dead", "held"];

async function settle(
  { db, boss }: Needs,
  { channel, externalMessageId }: Echo,
  conversation: Conversation,
  message: Message,
): Promise<void> {
  await db.transaction(async (tx) => {
    await moveMessage(tx, message.id, ANY, {
      status: "sent",
      externalMessageId,
      lastError: null,
      sentNow: true,
    });
    if (WAS_OVER.has(message.status)) await settleLaterParts(tx, message);
    const shown = { at: message.occurredAt, text: message.text ?? "" };
    await showLastMessage(tx, conversation.id, shown);
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
    await enqueue({ tx, boss }, "answer-conversation", { conversationId: conversation.id });
  });
}

/** The inbox shows a file by the address at which Meta has it. */
async function keepShownFiles(db: Db, echo: Echo, message: Message): Promise<void> {
  const attachments = withShownFiles(message.attachments, echo.attachments);
  if (attachments === null) return;
  const { tenantId, conversationId } = message;
  await db.transaction(async (tx) => {
    await setAttachments(tx, message.id, attachments);
    await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
  });
}

/** Two of Meta's messages carry the same id of ours: the customer has it twice. */
async function warn({ db, boss }: Needs, { channel }: Echo): Promise<void> {
  await raiseAlert(
    { tx: db, boss },
    { tenantId: channel.tenantId, kind: "replies.doubled", subject: channel.id },
  );
}
