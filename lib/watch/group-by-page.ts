import type { Channel } from "#db/schema/channels.ts";
import { noteTrouble } from "#lib/channels/note-trouble.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { SealedTokenError } from "#lib/crypto/token-box.ts";
import type { WatchedPage, WatchNeeds } from "./watched-page.ts";

/** A page's channels share its subscription, so it is asked for once. */
export async function groupByPage(channels: Channel[], needs: WatchNeeds): Promise<WatchedPage[]> {
  const pages = new Map<string, WatchedPage>();
  for (const channel of channels) {
    const pageToken = await openToken(channel, needs);
    if (pageToken === null) continue;
    const key = `${channel.facebookPageId} ${pageToken}`;
    const known = pages.get(key);
    if (known !== undefined) known.channels.push(channel);
    else {
      const { facebookPageId } = channel;
      pages.set(key, { facebookPageId, pageToken, channels: [channel] });
    }
  }
  return [...pages.values()];
}

async function openToken(channel: Channel, needs: WatchNeeds): Promise<string | null> {
  // Wiped with the login that it came from: what is wrong is known, and only a login helps.
  if (channel.pageAccessToken === "") return null;
  try {
    return await pageTokenOf(channel, needs.tokenBox);
  } catch (error) {
    if (!(error instanceof SealedTokenError)) throw error;
    await noteTrouble(channel, error, needs);
    return null;
  }
}
