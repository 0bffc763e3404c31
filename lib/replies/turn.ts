import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import type { ChannelWithAgent } from "#db/queries/channels.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import type { Upstreams } from "#lib/upstream/upstream.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";

export type ReplyNeeds = {
  db: Db;
  boss: PgBoss;
  graph: GraphClient;
  voiceAgent: VoiceAgentClient;
  tokenBox: TokenBox;
  upstreams: Upstreams;
  settings: { DOUBT_WAIT_MS: number };
};

/** The conversation that one step is about, as it was when the step began. */
export type Turn = {
  conversation: Conversation;
  channel: ChannelWithAgent & { channelId: string };
  /** Since the customer last wrote, by the database's clock. */
  quietForMs: number;
};
