import type { Db } from "#db/client.ts";
import { type ChannelWithAgent, findChannelById, isPaused } from "#db/queries/channels.ts";
import { type ConversationWithChannel, findConversation } from "#db/queries/conversations.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";

/** With whose voice a teammate does something in a conversation. */
export type PageOf = {
  conversation: ConversationWithChannel;
  channel: ChannelWithAgent;
  pageId: string;
  pageToken: string;
};

/** Why nobody may say anything in a channel now. */
export type Voiceless = "channel_disconnected" | "channel_paused";

/** @throws {SealedTokenError} */
export async function findPageOf(
  { db, tokenBox }: { db: Db; tokenBox: TokenBox },
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): Promise<PageOf | "not_found" | Voiceless> {
  const conversation = await findConversation(db, { tenantId, id: conversationId });
  if (conversation === null) return "not_found";
  const channel = await findChannelById(db, conversation.crmChannelId);
  if (channel === null) return "not_found";
  if (channel.status === "disconnected") return "channel_disconnected";
  if (isPaused(channel)) return "channel_paused";
  const pageToken = await pageTokenOf(channel, tokenBox);
  return { conversation, channel, pageId: channel.facebookPageId, pageToken };
}
