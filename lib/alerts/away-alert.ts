import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { closeAlert, keepAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { errorCode, type UpstreamName } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/** A hiccup needs nobody. */
const PATIENCE_MS = 30_000;
/** An alert that nobody repeats is taken for one whose process died. */
const REPEAT_MS = 60_000;

/** @returns What a breaker calls when its side goes away and comes back; tells a person when it lasts. */
export function createAwayAlert({ db, boss }: { db: Db; boss: PgBoss }, subject: UpstreamName) {
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

  return function onChange(isAway: boolean): void {
    clearTimeout(timer);
    if (!isAway) {
      awaySince = null;
      say(closeAlert({ tx: db, boss }, { kind, subject }));
      return;
    }
    awaySince ??= performance.now();
    const leftMs = PATIENCE_MS - (performance.now() - awaySince);
    timer = setTimeout(raise, Math.max(0, leftMs)).unref();
  };
}
