import type { Db } from "#db/client.ts";
import type { ChannelWithAgent } from "#db/queries/channels.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";

export type ReplyNeeds = {
  db: Db;
  graph: GraphClient;
  voiceAgent: VoiceAgentClient;
  tokenBox: TokenBox;
};

/** Everything that one answer is about. */
export type Turn = {
  conversation: Conversation;
  channel: ChannelWithAgent & { channelId: string };
  /** The customer's message to answer. */
  messageId: string;
};
