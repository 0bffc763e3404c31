import type { Db } from "#db/client.ts";
import { listByExternalIds } from "#db/queries/messages.ts";
import { listEmails } from "#db/queries/teammate-answers.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import type { Message } from "#db/schema/messages.ts";
import type { QuotedView } from "#lib/forms/message-views.ts";
import type { MessageView } from "#lib/forms/views.ts";
import { nameOf } from "./name-of.ts";
import { toAttachmentViews } from "./to-attachment-view.ts";
import { toMessageDetails } from "./to-message-details.ts";

type Receipts = Pick<Conversation, "customerReceivedUntil" | "customerReadUntil">;

/** @param receipts Of the conversation that all of them belong to. */
export async function toMessageViews(
  db: Db,
  receipts: Receipts,
  rows: readonly Message[],
): Promise<MessageView[]> {
  const authorIds = new Set(rows.flatMap(({ authorId }) => authorId ?? []));
  const [emails, quotes] = await Promise.all([
    listEmails(db, [...authorIds]),
    listQuoted(db, rows),
  ]);
  return rows.map((row) => ({
    ...toView(row),
    author: nameOf(emails.get(row.authorId ?? "") ?? null),
    target: row.targetExternalId === null ? null : quotedOf(quotes.get(row.targetExternalId)),
    delivery: deliveryOf(row, receipts),
  }));
}

async function listQuoted(
  db: Db,
  rows: readonly Message[],
): Promise<ReadonlyMap<string | null, Message>> {
  const wanted = new Set(rows.flatMap(({ targetExternalId }) => targetExternalId ?? []));
  const channelId = rows[0]?.crmChannelId;
  if (channelId === undefined || wanted.size === 0) return new Map();
  const quoted = await listByExternalIds(db, channelId, [...wanted]);
  return new Map(quoted.map((message) => [message.externalMessageId, message]));
}

function quotedOf(message: Message | undefined): QuotedView {
  return { message_id: message?.id ?? null, text: message?.text ?? null };
}

/** Only what was sent can have arrived. Meta's receipts name a time: all up to it did. */
function deliveryOf(
  { direction, status, claimedAt, occurredAt }: Message,
  { customerReceivedUntil, customerReadUntil }: Receipts,
): MessageView["delivery"] {
  if (direction !== "outbound" || status !== "sent") return null;
  const at = claimedAt ?? occurredAt;
  if (customerReadUntil !== null && at <= customerReadUntil) return "read";
  return customerReceivedUntil !== null && at <= customerReceivedUntil ? "delivered" : "sent";
}

function toView(message: Message): Omit<MessageView, "author" | "target" | "delivery"> {
  return {
    id: message.id,
    direction: message.direction,
    handled_by: message.handledBy,
    kind: message.kind,
    origin: message.origin,
    text: message.text,
    attachments: toAttachmentViews(message.attachments),
    details: toMessageDetails(message),
    edits: message.edits,
    reactions: message.reactions.map(({ by, reaction, emoji }) => ({ by, reaction, emoji })),
    deleted_at: message.deletedAt?.toISOString() ?? null,
    status: message.status,
    is_late: message.isLate,
    error: message.lastError,
    agent_id: message.agentId,
    client_id: message.clientId,
    occurred_at: message.occurredAt.toISOString(),
    sent_at: message.sentAt?.toISOString() ?? null,
  };
}
