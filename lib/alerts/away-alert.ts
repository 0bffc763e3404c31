import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { closeAlert, keepAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { errorCode, LANES, type Lane, type UpstreamName } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/** A hiccup needs nobody. */
const PATIENCE_MS = 30_000;
/** An alert that nobody repeats is taken for one whose process died. */
const REPEAT_MS = 60_000;

/**
 * @returns What a side calls when one of its lanes goes away and comes back. Tells a person when it
 *   lasts, with one alert for the side.
 */
export function createAwayAlert({ db, boss }: { db: Db; boss: PgBoss }, subject: UpstreamName) {
  const away = new Set<Lane>();
  const unasked = new Set<Lane>(LANES[subject]);
  let awaySince: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const kind = "upstream.away";

  const say = (saying: Promise<void>) => {
    saying.catch((error: unknown) => log.warn("alert not noted", { code: errorCode(error) }));
  };
  const problem = { tenantId: null, kind, subject, code: `${subject}.away` } as const;
  const raise = () => {
    say(raiseAlert({ tx: db, boss }, problem));
    timer = setInterval(() => say(keepAlert({ tx: db }, problem)), REPEAT_MS).unref();
  };

  return function onChange(lane: Lane, isAway: boolean): void {
    unasked.delete(lane);
    if (!isAway) {
      const wasAway = away.delete(lane);
      if (away.size > 0) return;
      clearTimeout(timer);
      awaySince = null;
      // Another process may have raised it for a lane of which nothing is known here.
      if (wasAway || unasked.size === 0) say(closeAlert({ tx: db, boss }, { kind, subject }));
      return;
    }
    away.add(lane);
    clearTimeout(timer);
    awaySince ??= performance.now();
    const leftMs = PATIENCE_MS - (performance.now() - awaySince);
    timer = setTimeout(raise, Math.max(0, leftMs)).unref();
  };
}
