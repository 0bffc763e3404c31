import type { Db } from "#db/client.ts";
import {
  endPause,
  extendPause,
  listPauses,
  setSpacing,
  takeTurn,
} from "#db/queries/upstream-pauses.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { PausedError } from "#lib/upstream/errors.ts";
import type { Scope } from "#lib/upstream/scope.ts";

/** Those whose pause ends together do not come back together. */
const SPREAD_MS = 1_000;

/**
 * Lets a call of a page through, or tells it to wait: after Meta limited the page or the app, and
 * one at a time while a page's usage is high.
 *
 * @throws {PausedError}
 */
export async function awaitTurn(db: Db, pageId: string): Promise<void> {
  const pauses = await listPauses(db, ["app", `page:${pageId}`]);
  const waitMs = Math.max(0, ...pauses.map((pause) => pause.waitMs));
  if (waitMs > 0) throw new PausedError(waitMs + SPREAD_MS * Math.random());
  for (const { scope, spacingMs } of pauses) {
    if (spacingMs > 0 && !(await takeTurn(db, scope))) {
      throw new PausedError(spacingMs * (1 + Math.random()));
    }
  }
}

/** Meta limited a scope. @param forMs Null when it named no time. */
export async function pause(
  db: Db,
  scope: Scope,
  { reason, forMs }: { reason: "rate-limited" | "blocked"; forMs: number | null },
): Promise<void> {
  log.warn("calls to Meta pause", { code: `graph.${reason}`, ms: forMs ?? 0 });
  await extendPause(db, { scope, reason, forMs });
}

/** When Meta blocks a page without saying for how long. */
const BLOCKED_MS = 30 * 60_000;

/** Meta takes nothing from a page; it is asked again after a while, or when Meta says so. */
export async function pauseBlocked(
  db: Db,
  scope: Scope,
  forMs: number | null = null,
): Promise<void> {
  await pause(db, scope, { reason: "blocked", forMs: forMs ?? BLOCKED_MS });
}

export async function endBlocked(db: Db, scope: Scope): Promise<void> {
  await endPause(db, scope, "blocked");
}

/** From here on calls are spaced out, ever more (docs/wire/meta.md#limits). */
const HIGH_PERCENT = 80;
const SPACING_FIRST_MS = 1_000;
const NOTED_FOR_MS = 1_000;

/** Time between two calls of a page at this usage: 1 s at 80 %, doubling every 4 %, 32 s at 100 %. */
export function spacingAt(percent: number): number {
  if (percent < HIGH_PERCENT) return 0;
  return Math.round(SPACING_FIRST_MS * 2 ** ((Math.min(percent, 100) - HIGH_PERCENT) / 4));
}

/**
 * Keeps an eye on Meta's usage headers. Writes only when a page's usage is high, at most once a
 * second, and once when it is normal again.
 */
export function createUsageWatch(db: Db) {
  const noted = new Map<Scope, { spacingMs: number; at: number }>();

  return function noteUsage(scope: Scope, percent: number): void {
    const spacingMs = spacingAt(percent);
    const known = noted.get(scope);
    if (spacingMs === 0 && known === undefined) return;
    const isFresh = known !== undefined && performance.now() - known.at < NOTED_FOR_MS;
    if (isFresh && (known.spacingMs === spacingMs || spacingMs > 0)) return;
    if (spacingMs === 0) noted.delete(scope);
    else noted.set(scope, { spacingMs, at: performance.now() });
    setSpacing(db, scope, spacingMs).catch((error: unknown) => {
      noted.delete(scope);
      log.warn("usage not noted", { code: errorCode(error) });
    });
  };
}
