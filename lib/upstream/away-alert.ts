import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { errorCode, type UpstreamName } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/** A hiccup needs nobody. */
const PATIENCE_MS = 30_000;

/** @returns What a breaker calls when its side goes away and comes back; tells a person when it lasts. */
export function createAwayAlert({ db, boss }: { db: Db; boss: PgBoss }, subject: UpstreamName) {
  let awaySince: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const kind = "upstream.away";

  const say = (saying: Promise<void>) => {
    saying.catch((error: unknown) => log.warn("alert not noted", { code: errorCode(error) }));
  };
  const raise = () =>
    say(raiseAlert({ tx: db, boss }, { tenantId: null, kind, subject, code: `${subject}.away` }));

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
