import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { addFact } from "#db/queries/system-state.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { changeGap, type Gap, gapKey } from "./gap.ts";

export type GapNeeds = { db: Db; boss: PgBoss };
export type GapRequest = { channelId: string; since: Date; reason: Gap["reason"] };

/** Has a channel's lists at Meta read from then on; several requests become one. */
export async function requestRepair({ db, boss }: GapNeeds, request: GapRequest): Promise<void> {
  await db.transaction(async (tx) => {
    // Whoever works on the gap locks the two in this order.
    await enqueue({ tx, boss }, "repair-gap", { channelId: request.channelId });
    await noteGap(tx, request);
  });
}

/** Only remembers it; the lists are read once the channel is active (lib/gaps/repair-gaps.ts). */
export async function noteGap(db: Db, { channelId, since, reason }: GapRequest): Promise<void> {
  let isNoted = false;
  while (!isNoted) {
    isNoted =
      (await addFact(db, gapKey(channelId), { reason, since: since.toISOString() })) ||
      // It may have been closed in between; then it is added after all.
      (await changeGap(db, channelId, (gap) =>
        gap.round === null
          ? { ...gap, reason, since: earlier(gap.since, since), retryAt: null }
          : { ...gap, again: earlier(gap.again ?? since, since) },
      ));
  }
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
