import type { Db } from "#db/client.ts";
import { listChannelsOf } from "#db/queries/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { toChannelView } from "./to-channel-view.ts";

/** The tenant's channels, oldest first. */
export async function listChannels(
  { db }: { db: Db },
  { tenantId }: Pick<Viewer, "tenantId">,
): Promise<ChannelView[]> {
  return (await listChannelsOf(db, { tenantId })).map(toChannelView);
}
