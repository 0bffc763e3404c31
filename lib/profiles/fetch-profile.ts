import type { Db } from "#db/client.ts";
import { findChannelById } from "#db/queries/channels.ts";
import { findConversationById } from "#db/queries/conversations.ts";
import { noteProfileChecked, PROFILE_DAYS, saveProfile } from "#db/queries/profiles.ts";
import { isWorking } from "#db/schema/channels.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { readProfile } from "#lib/meta/profile.ts";

const DAY_MS = 24 * 60 * 60_000;
/** When Meta was away or asked us to wait. */
const AGAIN_MS = 15 * 60_000;

type Needs = { db: Db; graph: GraphClient; tokenBox: TokenBox };

/**
 * Asks Meta for the customer's name and picture. Whatever comes of it is noted, so that the next
 * question waits for days; messages never wait for any of it.
 */
export async function fetchProfile(conversationId: string, needs: Needs): Promise<void> {
  const { db, graph, tokenBox } = needs;
  const conversation = await findConversationById(db, conversationId);
  const channel = conversation && (await findChannelById(db, conversation.crmChannelId));
  if (conversation === null || channel === null || !isWorking(channel.status)) return;
  try {
    const profile = await readProfile(graph, {
      platform: channel.platform,
      externalUserId: conversation.externalUserId,
      pageId: channel.facebookPageId,
      pageToken: await pageTokenOf(channel, tokenBox),
    });
    await saveProfile(db, conversationId, {
      customerName: profile.name,
      customerUsername: profile.username,
      customerPictureUrl: profile.pictureUrl,
    });
    const update = { type: "message", conversation_id: conversationId } as const;
    await announce(db, channel.tenantId, update);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isForNow = error.class === "transient" || error.class === "rate-limited";
    const agoMs = isForNow ? PROFILE_DAYS * DAY_MS - AGAIN_MS : 0;
    await noteProfileChecked(db, conversationId, { agoMs });
    log.info("no profile", { conversationId, code: errorCode(error) });
  }
}
