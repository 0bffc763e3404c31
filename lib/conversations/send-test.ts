import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { findOpenConversation } from "#db/queries/channel-activity.ts";
import { findChannel } from "#db/queries/channels.ts";
import type { AnswerOutcome } from "#lib/forms/views.ts";
import { handBack } from "./take-over.ts";
import { writeAnswer } from "./write-answer.ts";

/**
 * Sends a message to the customer who wrote last, to see whether the channel works. Whoever answered
 * there before goes on answering.
 */
export async function sendTest(
  needs: { db: Db; boss: PgBoss },
  actor: { tenantId: string; userId: string },
  { id, text, client_id }: { id: string; text: string; client_id: string },
): Promise<AnswerOutcome> {
  const channel = await findChannel(needs.db, { tenantId: actor.tenantId, id });
  const open = channel && (await findOpenConversation(needs.db, id));
  if (open === null) return { status: "refused", code: "not_found" };
  const answer = { text, quick_replies: [], client_id, conversation_id: open.id };
  const outcome = await writeAnswer(needs, actor, answer);
  if (outcome.status === "written" && open.aiPausedAt === null) {
    await handBack(needs, actor, open.id);
  }
  return outcome;
}
