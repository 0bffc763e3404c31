import type { Db } from "#db/client.ts";
import { pauseAgent } from "#db/queries/page-answers.ts";
import { dropWaitingReplies } from "#db/queries/teammate-answers.ts";
import type { Pauser } from "#db/schema/conversations.ts";

/**
 * Somebody else talks with this customer now: nothing is asked of the agent any more, and what it has
 * written and was not sent is taken back. What a worker holds at this moment is refused at its claim.
 *
 * @returns False when the agent was silent already.
 */
export async function silenceAgent(
  tx: Db,
  conversationId: string,
  pause: { by: Pauser; userId?: string },
): Promise<boolean> {
  const isNew = await pauseAgent(tx, conversationId, pause);
  if (isNew) await dropWaitingReplies(tx, conversationId);
  return isNew;
}
