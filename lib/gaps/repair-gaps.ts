import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listHabits, listServingIds, listWorkingChannelIds } from "#db/queries/channel-health.ts";
import { readClock } from "#db/queries/system-state.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { closeSilenceAlerts } from "./close-silence-alerts.ts";
import { HABIT, isSilent } from "./find-silent.ts";
import { changeGap, listGapChannelIds } from "./gap.ts";
import { requestRepair } from "./request-repair.ts";

/** Every ten minutes: goes on with what is missing, and looks where it is quieter than usual. */
export async function repairGaps({ db, boss }: { db: Db; boss: PgBoss }): Promise<void> {
  const active = new Set(await listWorkingChannelIds(db));
  const known = await listGapChannelIds(db);
  await dropGone(db, known);
  for (const channelId of known) {
    if (active.has(channelId)) await enqueue({ tx: db, boss }, "repair-gap", { channelId });
  }

  const now = await readClock(db);
  for (const habit of await listHabits(db, HABIT)) {
    const { channelId, lastAt: since } = habit;
    if (known.includes(channelId) || !isSilent(habit, now)) continue;
    await requestRepair({ db, boss }, { channelId, since, reason: "silent" });
  }
  await closeSilenceAlerts({ db, boss });
}

/** What a channel that is no longer served missed is nobody's any more. */
async function dropGone(db: Db, channelIds: string[]): Promise<void> {
  const serving = await listServingIds(db, channelIds);
  for (const channelId of channelIds) {
    if (!serving.has(channelId)) await changeGap(db, channelId, () => null);
  }
}
