import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listWorkingChannelIds } from "#db/queries/channel-health.ts";
import { doubtOutgoing, doubtStores, noteRestore } from "#db/queries/restore.ts";
import { readClock } from "#db/queries/system-state.ts";
import { readAlive } from "#lib/gaps/note-alive.ts";
import { requestRepair } from "#lib/gaps/request-repair.ts";

/** For a backup in which nobody noted that the installation is alive. */
const UNKNOWN_AGE_MS = 24 * 60 * 60_000;
/** The last note was not the last moment. */
const MARGIN_MS = 2 * 60_000;

export type Restored = {
  /** From when on the database may know nothing. */
  since: Date;
  outgoing: number;
  channels: number;
};

/**
 * To be called once after a backup was restored, before any process of the product runs on it. What
 * the backup shows as about to happen may have happened since: nothing is sent or stored without a
 * look at Meta's or dm-voice-agent's own list, and what came in since is fetched from Meta's.
 */
export function noteRestored({ db, boss }: { db: Db; boss: PgBoss }): Promise<Restored> {
  return db.transaction(async (tx) => {
    const now = await readClock(tx);
    const alive = await readAlive(tx);
    const since = new Date(
      alive === null ? now.getTime() - UNKNOWN_AGE_MS : alive.getTime() - MARGIN_MS,
    );
    await noteRestore(tx, now);
    const outgoing = await doubtOutgoing(tx);
    await doubtStores(tx);
    const channelIds = await listWorkingChannelIds(tx);
    for (const channelId of channelIds) {
      await requestRepair({ db: tx, boss }, { channelId, since, reason: "restored" });
    }
    return { since, outgoing, channels: channelIds.length };
  });
}
