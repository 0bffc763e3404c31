import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { findConversationById } from "#db/queries/conversations.ts";

const LOOK_EVERY_MS = 500;

/**
 * Runs `write` with a signal that aborts once the customer has written something newer than
 * `messageId`: an answer that would be dropped need not be waited for.
 */
export async function watchForNewer<Result>(
  db: Db,
  { conversationId, messageId }: { conversationId: string; messageId: string },
  write: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | "superseded"> {
  const newer = new AbortController();
  const done = new AbortController();
  const look = async () => {
    for (;;) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: done.signal });
      const conversation = await findConversationById(db, conversationId);
      if (conversation?.replyDueFor !== messageId) return newer.abort();
    }
  };
  // A look that fails only means that a superseded answer is written to its end.
  look().catch(() => {});
  try {
    return await write(newer.signal);
  } catch (error) {
    if (newer.signal.aborted) return "superseded";
    throw error;
  } finally {
    done.abort();
  }
}
