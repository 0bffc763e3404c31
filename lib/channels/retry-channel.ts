import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { type ConnectNeeds, connectChannel } from "./connect-channel.ts";
import { getChannel } from "./get-channel.ts";

/** Tries the steps of connecting again, now. Null when the tenant has no such channel. */
export async function retryChannel(
  needs: ConnectNeeds,
  viewer: Viewer,
  { id }: { id: string },
): Promise<ChannelView | null> {
  if ((await getChannel(needs, viewer, id)) === null) return null;
  await connectChannel(id, needs);
  return getChannel(needs, viewer, id);
}
