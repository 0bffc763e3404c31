import type { Db } from "#db/client.ts";
import { findChannel } from "#db/queries/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { toChannelView } from "./to-channel-view.ts";

/** Null when the tenant has no such channel. */
export async function getChannel(
  { db }: { db: Db },
  { tenantId }: Pick<Viewer, "tenantId">,
  id: string,
): Promise<ChannelView | null> {
  const channel = await findChannel(db, { tenantId, id });
  return channel && toChannelView(channel);
}
