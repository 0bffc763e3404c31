import { showChannelAs } from "#db/queries/channels.ts";
import { claimLease } from "#db/queries/system-state.ts";
import { AppError } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import { readPageLooks } from "#lib/meta/page-looks.ts";
import type { WatchedPage, WatchNeeds } from "./watched-page.ts";

/** Owners seldom rename a page, and the addresses of Meta's pictures end after some days. */
const EVERY_SECONDS = 24 * 60 * 60;

/**
 * Shows a page's channels by the name and picture that it has now. Asks Meta once a day, or when a
 * person asks; a failure says nothing about the channel and waits for the next day.
 */
export async function refreshLooks(
  { facebookPageId: pageId, pageToken, channels }: WatchedPage,
  { db, graph }: WatchNeeds,
  { isAsked }: { isAsked: boolean },
): Promise<void> {
  const day = { key: `page-looks:${pageId}`, owner: "watch", seconds: EVERY_SECONDS };
  const isDue = await claimLease(db, day);
  if (!isDue && !isAsked) return;
  try {
    const { page, instagram } = await readPageLooks(graph, { pageId, pageToken });
    for (const { id, tenantId, platform, platformPageId } of channels) {
      const looks = platform === "facebook" ? page : instagram;
      // Another account may have been linked since; the channel remains the old one's.
      if (looks === null || (platform === "instagram" && instagram?.id !== platformPageId))
        continue;
      await db.transaction(async (tx) => {
        if (await showChannelAs(tx, id, looks)) {
          await announce(tx, tenantId, { type: "channel", channel_id: id });
        }
      });
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn("page's name not read", { channelId: channels[0].id, code: error.code });
  }
}
