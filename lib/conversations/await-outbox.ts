import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { hasAnswerInFlight } from "#db/queries/messages.ts";

/** Longer than a send and its store take when all is well; order is not worth more delay. */
const WAIT_MS = 2_000;
const LOOK_EVERY_MS = 20;

/**
 * Waits for an answer that is just being sent or stored. A customer who writes right after reading
 * it would otherwise stand before it in dm-voice-agent's history.
 */
export async function awaitOutbox(db: Db, conversationId: string): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (await hasAnswerInFlight(db, conversationId)) {
    if (performance.now() >= until) return;
    await sleep(LOOK_EVERY_MS);
  }
}
