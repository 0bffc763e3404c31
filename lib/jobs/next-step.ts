import type { Db } from "#db/client.ts";
import { type DueReply, findDueReply } from "#db/queries/conversations.ts";
import { findOpenMessage, findUnstored, type OpenMessage } from "#db/queries/outbox.ts";
import { DOUBT_HOLDS_MS } from "#lib/conversations/await-outbox.ts";
import type { Waiting } from "#lib/queue/drain.ts";

/** What a conversation's next step is about. */
export type Step = { due: DueReply } & ({ open: OpenMessage } | { open: null; messageId: string });

/** What of a conversation's outgoing side can be brought forward now, or how long nothing can. */
export async function nextStep(db: Db, conversationId: string): Promise<Waiting<Step>> {
  // In this order: an answer that a second owner of the job writes in between is not taken for one
  // that the question which it answers has overtaken.
  const open = await findOpenMessage(db, conversationId);
  const due = await findDueReply(db, conversationId);
  if (due === null) return null;
  const messageId = due.conversation.replyDueFor;
  if (open === null) {
    if (messageId === null) return null;
    return due.waitMs > 0 ? { inMs: due.waitMs } : { item: { due, open, messageId } };
  }
  if (open.waitMs <= 0 || isOvertaken(open, messageId)) return { item: { due, open } };
  const unstored = await findUnstored(db, conversationId);
  if (unstored === null) return { inMs: open.waitMs };
  const inMs = Math.max(unstored.waitMs, holdsFor(open));
  return inMs <= 0 ? { item: { due, open: unstored } } : { inMs: Math.min(inMs, open.waitMs) };
}

/** One that the customer overtook does not keep the coming answer waiting. */
function isOvertaken({ message }: OpenMessage, messageId: string | null): boolean {
  const { status, handledBy, part } = message;
  return messageId !== null && status === "queued" && handledBy === "ai_agent" && part === 0;
}

/**
 * How long one that waits keeps what the customer has read since from being stored. One that is not
 * sent comes after that; one in doubt is expected for a moment to have come before.
 */
function holdsFor({ message, claimedForMs }: OpenMessage): number {
  return message.status === "sending" ? DOUBT_HOLDS_MS - (claimedForMs ?? Infinity) : 0;
}
