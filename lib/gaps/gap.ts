import { z } from "zod";
import type { Db } from "#db/client.ts";
import {
  changeFact,
  dropFact,
  listFactKeys,
  readFact,
  takeFact,
} from "#db/queries/system-state.ts";

/** Why a channel's lists are read at Meta. */
const GAP_REASONS = ["outage", "resubscribed", "reconnected", "silent", "restored"] as const;

const time = z.iso.datetime().transform((text) => new Date(text));

/** One way down a channel's list; a list that moved meanwhile is gone down again. */
const roundSchema = z.object({
  startedAt: time,
  /** Conversations that changed last before this need no look. */
  downTo: time,
  /** When the conversation at the top changed last, by Meta's clock; null before the first look. */
  newest: time.nullable(),
  /** Since when the top has been the same, by our clock, in the rounds before too; null before the first look. */
  stillSince: time.nullable().default(null),
  /** The round before began when the top had been the same for long: it missed nothing if it still is. */
  followsStill: z.boolean().default(false),
  /** The cursor of the next result page; null for the first one. */
  after: z.string().nullable(),
  pages: z.int(),
});

const gapSchema = z.object({
  reason: z.enum(GAP_REASONS),
  /** From when on messages may be missing. */
  since: time,
  round: roundSchema.nullable().default(null),
  rounds: z.int().default(0),
  /** Messages that were missing. */
  found: z.int().default(0),
  /** Asked for while it was being read. */
  again: time.nullable().default(null),
  failed: z.int().default(0),
  retryAt: time.nullable().default(null),
});

/** What is known to be missing in a channel, and how far Meta's lists have been read for it. */
export type Gap = z.infer<typeof gapSchema>;
export type Round = z.infer<typeof roundSchema>;

const PREFIX = "gap:";
export const gapKey = (channelId: string): string => `${PREFIX}${channelId}`;

export async function readGap(db: Db, channelId: string): Promise<Gap | null> {
  return parse(await readFact(db, gapKey(channelId)));
}

/**
 * Changes a gap; `change` gives what is left of it, or null when it is closed.
 *
 * @returns False when there is none.
 */
export async function changeGap(
  db: Db,
  channelId: string,
  change: (gap: Gap) => Gap | null,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const gap = parse(await takeFact(tx, gapKey(channelId)));
    const changed = gap === null ? null : change(gap);
    if (changed === null) await dropFact(tx, gapKey(channelId));
    else await changeFact(tx, gapKey(channelId), changed);
    return gap !== null;
  });
}

export async function listGapChannelIds(db: Db): Promise<string[]> {
  return (await listFactKeys(db, PREFIX)).map((key) => key.slice(PREFIX.length));
}

function parse(value: unknown): Gap | null {
  return gapSchema.safeParse(value).data ?? null;
}
