import type { Db } from "#db/client.ts";
import { type ChannelWithAgent, listChannelsOf } from "#db/queries/channels.ts";
import { listConversationIds } from "#db/queries/event-log.ts";
import { readConversationKey } from "#lib/intake/conversation-key.ts";

type Keyed = { pageId: string | null; conversationKey: string | null };

export type Place = {
  channel: ChannelWithAgent | null;
  /** The customer's id at Meta. */
  externalUserId: string | null;
  conversationId: string | null;
};

/**
 * Which channel and which conversation events are about. Events know neither, because they are
 * stored without a look-up.
 */
export async function placeEvents(
  db: Db,
  { tenantId }: { tenantId: string },
  events: readonly Keyed[],
): Promise<(event: Keyed) => Place> {
  const channels = channelsByPage(await listChannelsOf(db, { tenantId }));
  const people = events.map(customerOf).filter((person) => person !== null);
  const pages = new Set(events.map(({ pageId }) => pageId));
  const channelIds = [...channels.values()]
    .filter(({ platformPageId }) => pages.has(platformPageId))
    .map(({ id }) => id);
  const rows = await listConversationIds(db, { channelIds, externalUserIds: people });
  const conversations = new Map(
    rows.map((row) => [`${row.crmChannelId}:${row.externalUserId}`, row.id]),
  );

  return (event) => {
    const channel = (event.pageId !== null && channels.get(event.pageId)) || null;
    const externalUserId = customerOf(event);
    const conversationId = conversations.get(`${channel?.id}:${externalUserId}`) ?? null;
    return { channel, externalUserId, conversationId };
  };
}

/** The channel that serves a page now; of those that did earlier the newest. */
function channelsByPage(
  channels: readonly ChannelWithAgent[],
): ReadonlyMap<string, ChannelWithAgent> {
  const serving = channels.filter(({ status }) => status !== "disconnected");
  return new Map([...channels, ...serving].map((channel) => [channel.platformPageId, channel]));
}

function customerOf({ conversationKey }: Keyed): string | null {
  return conversationKey === null ? null : readConversationKey(conversationKey).externalUserId;
}
