import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { ensureSpacing, extendPause, takeTurn } from "#db/queries/upstream-pauses.ts";
import { AppError } from "#lib/errors.ts";
import { PausedError } from "#lib/upstream/errors.ts";
import type { Scope } from "#lib/upstream/scope.ts";
import { awaitTurn } from "./pauses.ts";

/** Meta allows two reads of conversations a second, for a page or an account. */
const SPACING_MS = 550;
const LOOK_EVERY_MS = 100;
/** When Meta limits the reading without naming a time. */
const LIMITED_MS = 5_000;

/**
 * Waits for the next read of a page's conversations, over all processes.
 *
 * @throws {PausedError} when it would take longer than `patienceMs`.
 */
export async function awaitListTurn(
  db: Db,
  pageId: string,
  { patienceMs, signal }: { patienceMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const until = performance.now() + patienceMs;
  const wait = (ms: number) => sleep(ms, undefined, signal ? { signal } : {});
  await awaitPageTurn(db, pageId, { until, wait });
  const scope: Scope = `list:${pageId}`;
  await ensureSpacing(db, scope, SPACING_MS);
  while (!(await takeTurn(db, scope))) {
    if (performance.now() >= until) throw new PausedError(patienceMs * (0.5 + Math.random()));
    await wait(LOOK_EVERY_MS * (0.5 + Math.random()));
  }
}

type Patience = { until: number; wait(ms: number): Promise<void> };

async function awaitPageTurn(db: Db, pageId: string, { until, wait }: Patience): Promise<void> {
  for (;;) {
    try {
      return await awaitTurn(db, pageId);
    } catch (error) {
      if (!(error instanceof PausedError)) throw error;
      if (performance.now() + error.retryAfterMs > until) throw error;
      await wait(error.retryAfterMs);
    }
  }
}

/**
 * Keeps a limit of the reading to the reading: answers may go on.
 *
 * @throws always.
 */
export async function noteListLimit(error: unknown, db: Db, pageId: string): Promise<never> {
  if (!(error instanceof AppError) || error.class !== "rate-limited") throw error;
  const forMs = error.retryAfterMs ?? LIMITED_MS;
  await extendPause(db, { scope: `list:${pageId}`, reason: "rate-limited", forMs });
  throw new PausedError(forMs);
}
