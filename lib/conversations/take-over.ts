import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findConversation } from "#db/queries/conversations.ts";
import { resumeAgent } from "#db/queries/page-answers.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { silenceAgent } from "./silence-agent.ts";
import { toConversationView } from "./to-conversation-view.ts";

type Needs = { db: Db };
type Actor = { tenantId: string; userId: string };

/** A teammate talks with the customer from now on. Null when the tenant has no such conversation. */
export function takeOver(needs: Needs, actor: Actor, id: string): Promise<ConversationView | null> {
  return change(needs, actor, id, "conversation.takeover", (tx) =>
    silenceAgent(tx, id, { by: "teammate", userId: actor.userId }),
  );
}

/** The agent answers again, from the customer's next message on. */
export function handBack(needs: Needs, actor: Actor, id: string): Promise<ConversationView | null> {
  return change(needs, actor, id, "conversation.release", (tx) => resumeAgent(tx, id));
}

/** Done twice it changes and notes nothing the second time. */
function change(
  { db }: Needs,
  { tenantId, userId }: Actor,
  id: string,
  action: string,
  apply: (tx: Db) => Promise<boolean>,
): Promise<ConversationView | null> {
  return db.transaction(async (tx) => {
    if ((await findConversation(tx, { tenantId, id })) === null) return null;
    if (await apply(tx)) {
      await insertAuditEntry(tx, { tenantId, userId, action, target: id });
      await announce(tx, tenantId, { type: "message", conversation_id: id });
    }
    const conversation = await findConversation(tx, { tenantId, id });
    return conversation && toConversationView(conversation);
  });
}
