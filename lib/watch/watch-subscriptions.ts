import { setTimeout as sleep } from "node:timers/promises";
import {
  listChannelsToWatch,
  listOpenChannelAlerts,
  listServingIds,
} from "#db/queries/channel-health.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import { errorCode } from "#lib/errors.ts";
import { isAlertKind } from "#lib/forms/alert-kinds.ts";
import { log } from "#lib/log.ts";
import { isStopping } from "#lib/stop.ts";
import { groupByPage } from "./group-by-page.ts";
import { watchPage } from "./watch-page.ts";
import type { WatchNeeds } from "./watched-page.ts";

/** Pages looked at side by side. */
const AT_ONCE = 3;
/** Before each page, so that a thousand of them are not a burst. */
const SPREAD_MS = 200;

/**
 * Compares what every served page delivers to us with what it should, and mends it where that is
 * possible. A page that is in trouble costs the others nothing.
 */
export async function watchSubscriptions(needs: WatchNeeds & { signal: AbortSignal }) {
  const groups = await groupByPage(await listChannelsToWatch(needs.db), needs);
  const waiting = groups.values();
  const watch = async () => {
    for (const group of waiting) {
      if (needs.signal.aborted || isStopping()) return;
      await sleep(SPREAD_MS * Math.random());
      await watchPage(group, needs).catch((error: unknown) => {
        const channelId = group.channels[0].id;
        log.error("subscription not checked", { channelId, code: errorCode(error) });
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, watch));
  await closeGone(needs);
}

/** What was wrong with a channel that is no longer served concerns nobody. */
async function closeGone({ db, boss }: WatchNeeds): Promise<void> {
  const open = await listOpenChannelAlerts(db);
  const serving = await listServingIds(
    db,
    open.map(({ subject }) => subject),
  );
  for (const { kind, subject } of open) {
    if (serving.has(subject) || !isAlertKind(kind)) continue;
    await closeAlert({ tx: db, boss }, { kind, subject });
  }
}
