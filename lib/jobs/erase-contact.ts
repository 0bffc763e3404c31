import { changeErasure, closeErasure, findErasure } from "#db/queries/erasures.ts";
import type { Erasure } from "#db/schema/erasures.ts";
import { eraseConversation, eraseEvents } from "#lib/contacts/erase-here.ts";
import { eraseThere } from "#lib/contacts/erase-there.ts";
import { readSubject } from "#lib/contacts/subject.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import { drain } from "#lib/queue/drain.ts";
import type { Services } from "#lib/services.ts";
import type { Job } from "./job.ts";

/**
 * Erases a customer step by step, here first and then at dm-voice-agent, which is asked until it
 * says yes or no. Whoever takes over goes on where it stopped.
 */
export async function eraseContact(
  { data, ...job }: Job<"erase-contact">,
  needs: Services,
): Promise<void> {
  const payload = { ...data };
  let waitMs: number | null = null;
  await drain({
    db: needs.db,
    boss: needs.boss,
    name: "erase-contact",
    job: { ...job, data: payload },
    async next(tx) {
      const erasure = await findErasure(tx, payload.erasureId);
      if (erasure === null || erasure.status === "done") return null;
      return waitMs === null ? { item: erasure } : { inMs: waitMs };
    },
    async handle(erasure) {
      try {
        waitMs = await takeStep(erasure, job.signal, needs);
        payload.failed = 0;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        payload.failed = (payload.failed ?? 0) + 1;
        waitMs = Math.max(backoffMs(payload.failed), error.retryAfterMs ?? 0);
        await changeErasure(needs.db, erasure.id, { lastError: error.code });
        log.warn("erasing waits", { jobId: job.id, code: error.code, attempt: payload.failed });
      }
    },
  });
}

/** @returns How long to wait before the next step; null when it may follow at once. */
async function takeStep(
  erasure: Erasure,
  signal: AbortSignal,
  needs: Services,
): Promise<number | null> {
  const subject = readSubject(erasure.subject);
  const { erasedAt } = subject;
  if (erasedAt === undefined) {
    const waitMs = await eraseConversation(erasure, subject, needs);
    return waitMs === 0 ? null : waitMs;
  }
  if (erasure.result.events === undefined) {
    await eraseEvents(erasure, { ...subject, erasedAt }, needs, signal);
    return null;
  }
  await closeErasure(needs.db, erasure.id, await eraseThere(erasure, subject, needs.voiceAgent));
  return null;
}
