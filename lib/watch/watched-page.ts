import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";

export type WatchNeeds = { db: Db; boss: PgBoss; graph: GraphClient; tokenBox: TokenBox };

export type WatchedPage = {
  facebookPageId: string;
  pageToken: string;
  /** The page's own channel and its Instagram account's, as far as they share the token. */
  channels: [Channel, ...Channel[]];
};
