import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { findAnswerInFlight } from "#db/queries/outbox.ts";
import { NotYetError } from "#lib/errors.ts";

/**
 * Longer than a send and its store take when all is well; order is not worth more delay. Whether a
 * doubtful one was sent can take long to find out, so that is not waited for.
 */
export const DOUBT_HOLDS_MS = 2_000;
const LOOK_EVERY_MS = 20;
const LOOK_AGAIN_MS = 1_000;
const LOOK_AGAIN_LATEST_MS = 10_000;

/** The customer has an answer that dm-voice-agent must hear of first. */
const answerNotStored = (waitMs: number) =>
  new NotYetError(
    "conversations.answer-not-stored",
    "An earlier answer is not stored yet",
    Math.min(Math.max(waitMs, LOOK_AGAIN_MS), LOOK_AGAIN_LATEST_MS),
  );

/**
 * Waits for an answer that is just being sent or stored. A customer who writes right after reading
 * it would otherwise stand before it in dm-voice-agent's history.
 *
 * @throws {NotYetError} when an answer that was sent is still to be stored.
 */
export async function awaitOutbox(db: Db, conversationId: string): Promise<void> {
  const until = performance.now() + DOUBT_HOLDS_MS;
  for (;;) {
    const inFlight = await findAnswerInFlight(db, conversationId);
    if (inFlight === null) return;
    const { step, waitMs } = inFlight;
    const isOver = performance.now() >= until;
    if (step === "unstored" && (isOver || waitMs > 0)) throw answerNotStored(waitMs);
    if (isOver) return;
    await sleep(LOOK_EVERY_MS);
  }
}
