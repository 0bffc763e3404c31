import type { Db } from "#db/client.ts";
import { findConversation } from "#db/queries/conversations.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { toConversationView } from "./to-conversation-view.ts";

/** Null when the tenant has no such conversation. */
export async function getConversation(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
  id: string,
): Promise<ConversationView | null> {
  const conversation = await findConversation(db, { tenantId, id });
  return conversation && toConversationView(conversation);
}
