import type { Db } from "#db/client.ts";
import { listConversationsOf } from "#db/queries/conversations.ts";
import type { ConversationsPage } from "#lib/forms/views.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { toConversationView } from "./to-conversation-view.ts";

const LIMIT = 30;

/** The tenant's conversations, newest first. */
export async function listConversations(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
  { cursor, limit = LIMIT }: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<ConversationsPage> {
  const after = cursor === undefined ? null : readCursor(cursor);
  const rows = await listConversationsOf(db, { tenantId, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    conversations: shown.map(toConversationView),
    next_cursor: last === undefined ? null : toCursor({ at: last.lastMessageAt, id: last.id }),
  };
}
