import { z } from "zod";
import type { Db } from "#db/client.ts";
import { listWorkingChannelIds } from "#db/queries/channel-health.ts";
import { addFact, changeFact, readClock, readFact, takeFact } from "#db/queries/system-state.ts";
import { log } from "#lib/log.ts";
import { type GapNeeds, requestRepair } from "./request-repair.ts";

const ALIVE = "alive";
const aliveSchema = z.iso.datetime().transform((text) => new Date(text));

/** Shorter silences are a restart; Meta repeats what it could not deliver in them. */
const OUTAGE_MS = 5 * 60_000;
/** Meta's time and ours are not the same, and the last note was not the last moment. */
const MARGIN_MS = 60_000;

/**
 * Notes that the installation is alive, and what it missed when nobody noted that for a while: every
 * active channel's lists are read from then on.
 */
export async function noteAlive({ db, boss }: GapNeeds): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await readClock(tx);
    const before = await lastNote(tx, now);
    if (now.getTime() - before.getTime() > OUTAGE_MS) {
      const since = new Date(before.getTime() - MARGIN_MS);
      const channelIds = await listWorkingChannelIds(tx);
      log.warn("back after an outage", {
        ms: now.getTime() - before.getTime(),
        count: channelIds.length,
      });
      for (const channelId of channelIds) {
        await requestRepair({ db: tx, boss }, { channelId, since, reason: "outage" });
      }
    }
    await changeFact(tx, ALIVE, now.toISOString());
  });
}

/** When it was last noted; null when never. */
export async function readAlive(db: Db): Promise<Date | null> {
  return aliveSchema.safeParse(await readFact(db, ALIVE)).data ?? null;
}

/** The first note of an installation is now: it missed nothing. */
async function lastNote(tx: Db, now: Date): Promise<Date> {
  await addFact(tx, ALIVE, now.toISOString());
  return aliveSchema.catch(now).parse(await takeFact(tx, ALIVE));
}
