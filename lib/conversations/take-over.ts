import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { claimPause } from "#db/queries/ai-pauses.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findConversation } from "#db/queries/conversations.ts";
import { resumeAgent } from "#db/queries/page-answers.ts";
import { closeHandoverAlert } from "#lib/alerts/close-handover-alert.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { silenceAgent } from "./silence-agent.ts";
import { toConversationView } from "./to-conversation-view.ts";

type Needs = { db: Db; boss: PgBoss };
type Actor = { tenantId: string; userId: string };

/** A teammate talks with the customer from now on. Null when the tenant has no such conversation. */
export function takeOver(needs: Needs, actor: Actor, id: string): Promise<ConversationView | null> {
  return change(
    needs,
    actor,
    id,
    "conversation.takeover",
    async (tx) =>
      (await silenceAgent(tx, id, { by: "teammate", userId: actor.userId })) ||
      (await claimPause(tx, id, actor.userId)),
  );
}

/** The agent answers again, from the customer's next message on. */
export function handBack(needs: Needs, actor: Actor, id: string): Promise<ConversationView | null> {
  return change(needs, actor, id, "conversation.release", (tx) => resumeAgent(tx, id));
}

/** Done twice it changes and notes nothing the second time. */
async function change(
  { db, boss }: Needs,
  { tenantId, userId }: Actor,
  id: string,
  action: string,
  apply: (tx: Db) => Promise<boolean>,
): Promise<ConversationView | null> {
  const before = await findConversation(db, { tenantId, id });
  if (before === null) return null;
  const after = await db.transaction(async (tx) => {
    if (await apply(tx)) {
      await insertAuditEntry(tx, { tenantId, userId, action, target: id });
      await announce(tx, tenantId, { type: "message", conversation_id: id });
    }
    return findConversation(tx, { tenantId, id });
  });
  await closeHandoverAlert({ db, boss }, { tenantId, channelId: before.crmChannelId });
  return after && toConversationView(after);
}
