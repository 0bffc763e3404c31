import { listChannelsToWatch } from "#db/queries/channel-health.ts";
import { findChannel } from "#db/queries/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { groupByPage } from "./group-by-page.ts";
import { watchPage } from "./watch-page.ts";
import type { WatchNeeds } from "./watched-page.ts";

/**
 * Looks at a channel's page now instead of in some minutes. False when the tenant has no such channel.
 *
 * @throws {AppError} when Meta does not let us look now.
 */
export async function checkChannel(
  needs: WatchNeeds,
  { tenantId }: Pick<Viewer, "tenantId">,
  id: string,
): Promise<boolean> {
  const channel = await findChannel(needs.db, { tenantId, id });
  if (channel === null) return false;
  const watched = await listChannelsToWatch(needs.db, { facebookPageId: channel.facebookPageId });
  for (const page of await groupByPage(watched, needs)) {
    await watchPage(page, needs, { isAsked: true });
  }
  return true;
}
