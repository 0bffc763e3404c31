import type { Db } from "#db/client.ts";
import { findConversation } from "#db/queries/conversations.ts";
import { listMessagesOf } from "#db/queries/messages.ts";
import type { MessagesPage } from "#lib/forms/views.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { toMessageViews } from "./to-message-view.ts";

const LIMIT = 50;

type Page = {
  conversation_id: string;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** Newest first; null when the tenant has no such conversation. */
export async function listMessages(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
  { conversation_id, cursor, limit = LIMIT }: Page,
): Promise<MessagesPage | null> {
  const conversation = await findConversation(db, { tenantId, id: conversation_id });
  if (conversation === null) return null;
  const rows = await listMessagesOf(db, {
    conversationId: conversation_id,
    after: cursor === undefined ? null : readCursor(cursor),
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    messages: await toMessageViews(db, conversation, shown),
    next_cursor: last === undefined ? null : toCursor({ at: last.occurredAt, id: last.id }),
  };
}
