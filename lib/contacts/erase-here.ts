import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  clearJobs,
  deleteConversation,
  deleteMessages,
  dropWaitingEvents,
  type ErasedMessage,
  isSending,
  raiseErasedUntil,
  reserveKeys,
  silence,
  stripByKeys,
  stripPart,
} from "#db/queries/erase-contact.ts";
import { changeErasure } from "#db/queries/erasures.ts";
import { readClock } from "#db/queries/system-state.ts";
import type { Erasure } from "#db/schema/erasures.ts";
import { toConversationKey } from "#lib/intake/conversation-key.ts";
import { erasedMarks } from "#lib/intake/erased-mark.ts";
import { announce } from "#lib/live/live.ts";
import { eventKey, eventKeysOf, standbyKey } from "#lib/meta/events/event-keys.ts";
import { lockOf } from "#lib/queue/enqueue.ts";
import type { QueueName } from "#lib/queue/queues.ts";
import { type Subject, toRow } from "./subject.ts";

type Needs = { db: Db; settings: { AUTH_SECRET: string } };

const PART_MESSAGES = 500;
const PART_EVENTS = 5_000;
const LOOK_AGAIN_MS = 500;
/** Longer than it takes to prove what became of an answer (docs/reliability.md). */
const DOUBT_PATIENCE_MS = 5 * 60_000;
const NIL = "00000000-0000-0000-0000-000000000000";

/**
 * One step of deleting a customer's conversation, its messages and jobs. No worker has any of them in
 * hands meanwhile, and who would add a job waits: both by the locks of the queue.
 *
 * @returns How long to wait before the next step; null when the conversation is gone.
 */
export function eraseConversation(
  erasure: Erasure,
  subject: Subject,
  { db, settings }: Needs,
): Promise<number | null> {
  const { id, tenantId, createdAt } = erasure;
  const { conversationId } = subject;
  const conversationKey = toConversationKey(subject);
  const keys: { queue: QueueName; key: string }[] = [
    { queue: "drain-conversation", key: conversationKey },
    { queue: "answer-conversation", key: conversationId },
    { queue: "fetch-profile", key: conversationId },
  ];
  return db.transaction(async (tx) => {
    for (const { queue, key } of keys) {
      await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(queue, sql`${key}`)})`);
    }
    await silence(tx, conversationId);
    let stripped = await dropWaitingEvents(tx, conversationKey);
    if (!(await clearJobs(tx, keys))) return LOOK_AGAIN_MS;
    const now = await readClock(tx);
    const isPatient = now.getTime() - createdAt.getTime() < DOUBT_PATIENCE_MS;
    if (isPatient && (await isSending(tx, conversationId))) return LOOK_AGAIN_MS;

    const deleted = await deleteMessages(tx, conversationId, PART_MESSAGES);
    stripped += await forgetMessages(tx, deleted, subject);
    const { messages = 0, stripped: before = 0 } = erasure.result;
    const result = { messages: messages + deleted.length, stripped: before + stripped };
    const isLast = deleted.length < PART_MESSAGES;
    if (isLast) {
      await deleteConversation(tx, conversationId);
      // From now on receipts of theirs are not stored; up to when their acts are follows with the events.
      const mark = erasedMarks(settings.AUTH_SECRET)(conversationKey);
      await raiseErasedUntil(tx, mark, new Date(0));
      await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
    }
    const erasedAt = isLast ? { erasedAt: now.toISOString() } : {};
    await changeErasure(tx, id, { result, subject: toRow({ ...subject, ...erasedAt }) });
    return isLast ? null : 0;
  });
}

/** The events that told of messages; and those of our own that may tell of one yet. */
async function forgetMessages(tx: Db, deleted: ErasedMessage[], subject: Subject): Promise<number> {
  const pageId = subject.platformPageId;
  const named = deleted.flatMap(({ externalMessageId: mid, isOurs }) =>
    mid === null ? [] : { mid, isOurs },
  );
  if (named.length === 0) return 0;
  const stripped = await stripByKeys(
    tx,
    named.flatMap(({ mid }) => eventKeysOf({ pageId, mid })),
  );
  const echoes = named.flatMap(({ mid, isOurs }) => {
    const key = eventKey("message_echo", { pageId, mid });
    if (!isOurs || key === null || mid.includes(subject.externalUserId)) return [];
    return [
      { dedupeKey: key, eventType: "message_echo" },
      { dedupeKey: standbyKey(key), eventType: "standby" },
    ];
  });
  await reserveKeys(tx, pageId, echoes);
  return stripped;
}

/** Takes the customer out of every event that names them; run again it finds what is left. */
export async function eraseEvents(
  erasure: Erasure,
  subject: Subject & { erasedAt: string },
  { db, settings }: Needs,
  signal: AbortSignal,
): Promise<void> {
  const { platformPageId, facebookPageId, externalUserId } = subject;
  const conversationKey = toConversationKey(subject);
  const person = {
    tenantId: erasure.tenantId,
    conversationKey,
    externalUserId,
    pageIds: [...new Set([platformPageId, facebookPageId])],
  };
  const mark = erasedMarks(settings.AUTH_SECRET)(conversationKey);
  const { messages = 0, stripped = 0 } = erasure.result;
  let count = stripped;
  for (let after: string | null = NIL; after !== null; ) {
    signal.throwIfAborted();
    const limits = { after, before: subject.erasedAt, limit: PART_EVENTS };
    const part = await stripPart(db, person, limits);
    if (part.lastOccurredAt !== null) await raiseErasedUntil(db, mark, part.lastOccurredAt);
    count += part.count;
    after = part.after;
  }
  await changeErasure(db, erasure.id, { result: { messages, events: count } });
}
