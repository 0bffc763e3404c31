import type { Viewer } from "#lib/auth/find-viewer.ts";
import { getChannel } from "#lib/channels/get-channel.ts";
import { readHealth } from "#lib/channels/read-health.ts";
import { json } from "#lib/http/problem.ts";
import type { Services } from "#lib/services.ts";

/** A channel and how it is doing. Null when the tenant has no such channel. */
export async function readChannel(
  needs: Services,
  viewer: Viewer,
  id: string,
): Promise<Response | null> {
  const [channel, health] = await Promise.all([
    getChannel(needs, viewer, id),
    readHealth(needs, viewer, id),
  ]);
  return channel === null || health === null ? null : json({ channel, health });
}
