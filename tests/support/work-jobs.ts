import { answerConversation } from "#lib/jobs/answer-conversation.ts";
import { drainConversation } from "#lib/jobs/drain-conversation.ts";
import type { Services } from "#lib/services.ts";

/** Does what may be done now of one queue, as the only worker. */
export async function workJobs(
  needs: Services,
  name: "drain-conversation" | "answer-conversation",
): Promise<void> {
  const { signal } = new AbortController();
  for (;;) {
    const [job] = await needs.boss.fetch<{ conversationKey: string; conversationId: string }>(name);
    if (job === undefined) return;
    if (name === "drain-conversation") await drainConversation({ ...job, signal }, needs);
    else await answerConversation({ ...job, signal }, needs);
  }
}
