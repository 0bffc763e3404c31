import { z } from "zod";
import type { Db } from "#db/client.ts";
import { listWorkingChannelIds } from "#db/queries/channel-health.ts";
import { addFact, changeFact, readClock, readFact, takeFact } from "#db/queries/system-state.ts";
import { log } from "#lib/log.ts";
import { type GapNeeds, requestRepair } from "./request-repair.ts";

/** When the tasks were last done. */
const ALIVE = "alive";
/** When a resident process that takes deliveries last said so; hosts without one have none. */
const RECEIVING = "receiving";
const noteSchema = z.iso.datetime().transform((text) => new Date(text));

/** Shorter silences are a restart; Meta repeats what it could not deliver in them. */
const OUTAGE_MS = 5 * 60_000;
/** Meta's time and ours are not the same, and the last note was not the last moment. */
const MARGIN_MS = 60_000;

/**
 * Notes that the installation is alive, and what it missed when nobody noted that for a while, no
 * receiver either: every active channel's lists are read from then on.
 */
export async function noteAlive({ db, boss }: GapNeeds): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await readClock(tx);
    // Before the other one, so that a receiver that is back at the same time waits.
    const received = parse(await takeFact(tx, RECEIVING));
    const before = await takeNote(tx, ALIVE, now);
    await requestMissed({ db: tx, boss }, later(before, received), now);
    await changeFact(tx, ALIVE, now.toISOString());
  });
}

/**
 * Notes that deliveries are received, and what was missed when nobody received any for a while,
 * however well the work went on meanwhile.
 */
export async function noteReceiving({ db, boss }: GapNeeds): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await readClock(tx);
    const before = await takeNote(tx, RECEIVING, (await readAlive(tx)) ?? now);
    await requestMissed({ db: tx, boss }, before, now);
    await changeFact(tx, RECEIVING, now.toISOString());
  });
}

/** When it was last noted; null when never. */
export async function readAlive(db: Db): Promise<Date | null> {
  return parse(await readFact(db, ALIVE));
}

async function requestMissed({ db, boss }: GapNeeds, before: Date, now: Date): Promise<void> {
  const ms = now.getTime() - before.getTime();
  if (ms <= OUTAGE_MS) return;
  const since = new Date(before.getTime() - MARGIN_MS);
  const channelIds = await listWorkingChannelIds(db);
  log.warn("back after an outage", { ms, count: channelIds.length });
  for (const channelId of channelIds) {
    await requestRepair({ db, boss }, { channelId, since, reason: "outage" });
  }
}

/** @param first Up to when an installation that has no such note missed nothing. */
async function takeNote(tx: Db, key: string, first: Date): Promise<Date> {
  await addFact(tx, key, first.toISOString());
  return parse(await takeFact(tx, key)) ?? first;
}

function parse(value: unknown): Date | null {
  return noteSchema.safeParse(value).data ?? null;
}

function later(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}
