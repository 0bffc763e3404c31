import type { Db } from "#db/client.ts";
import { hasAuditEntry, insertAuditEntry } from "#db/queries/audit.ts";
import {
  type ChannelWithAgent,
  claimSetup,
  findChannelById,
  isPageServedElsewhere,
  releaseSetup,
  wipePageToken,
} from "#db/queries/channels.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { unsubscribePage } from "#lib/meta/subscriptions.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { pageTokenOf } from "./page-token.ts";

export type ReleaseNeeds = {
  db: Db;
  graph: GraphClient;
  voiceAgent: VoiceAgentClient;
  tokenBox: TokenBox;
};

/** The other sides are asked for so long; then the token goes all the same. */
const GIVE_UP_AFTER_MS = 60 * 60_000;

const RELEASED = "channel.released";

/** Longer than its two calls may take. */
const LEASE_SECONDS = 90;

/**
 * Tells Meta and dm-voice-agent that a disconnected channel is over, then wipes its token. A channel
 * that was connected again meanwhile is left alone. What the other side refuses is noted, not tried
 * again: a token that Meta no longer accepts must not keep a channel from ending.
 *
 * @throws {AppError} while another try may succeed.
 */
export async function releaseChannel(id: string, needs: ReleaseNeeds): Promise<void> {
  // Nobody subscribes the page again while it is being unsubscribed.
  if (!(await claimSetup(needs.db, id, LEASE_SECONDS))) {
    if ((await findChannelById(needs.db, id)) === null) return;
    throw new ChannelBusyError();
  }
  try {
    await release(id, needs);
  } finally {
    await releaseSetup(needs.db, id);
  }
}

class ChannelBusyError extends AppError {
  override readonly name = "ChannelBusyError";
  readonly code = "channels.busy";
  readonly class = "transient";

  constructor() {
    super("Somebody is connecting or releasing the channel");
  }
}

async function release(id: string, needs: ReleaseNeeds): Promise<void> {
  const channel = await findUnreleased(needs.db, id);
  if (channel === null) return;
  const isLast = Date.now() - channel.statusChangedAt.getTime() > GIVE_UP_AFTER_MS;
  const outcomes = await Promise.all([
    outcomeOf(() => endAtMeta(channel, needs), isLast),
    outcomeOf(() => endAtVoiceAgent(channel, needs), isLast),
  ]);
  const [meta = "", voiceAgent = ""] = outcomes;
  await needs.db.transaction(async (tx) => {
    if (channel.pageAccessToken !== "" && !(await wipePageToken(tx, id))) return;
    const details = { meta, voice_agent: voiceAgent };
    const { tenantId } = channel;
    await insertAuditEntry(tx, {
      tenantId,
      userId: null,
      action: RELEASED,
      target: id,
      details,
    });
  });
  log.info("channel released", { channelId: id });
}

/** Null when there is nothing to release. */
export async function findUnreleased(db: Db, id: string): Promise<ChannelWithAgent | null> {
  const channel = await findChannelById(db, id);
  if (channel?.status !== "disconnected" || (await wasReleased(db, channel))) return null;
  return channel;
}

/** The token may be gone for another reason: the login that it came from was taken back. */
async function wasReleased(db: Db, channel: ChannelWithAgent): Promise<boolean> {
  if (channel.pageAccessToken !== "") return false;
  const { tenantId, id: target, statusChangedAt: since } = channel;
  return hasAuditEntry(db, { tenantId, target, action: RELEASED, since });
}

/** In a word; an error's code when the other side refused. */
async function outcomeOf(end: () => Promise<string>, isLast: boolean): Promise<string> {
  try {
    return await end();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.remedy === "retry-later" && !isLast) throw error;
    return error.code;
  }
}

async function endAtMeta(channel: ChannelWithAgent, { db, graph, tokenBox }: ReleaseNeeds) {
  if (await isPageServedElsewhere(db, channel)) return "kept for another channel";
  if (channel.pageAccessToken === "") return "no token";
  await unsubscribePage(graph, channel.facebookPageId, await pageTokenOf(channel, tokenBox));
  return "unsubscribed";
}

async function endAtVoiceAgent({ channelId }: ChannelWithAgent, { voiceAgent }: ReleaseNeeds) {
  if (channelId === null) return "never there";
  return (await voiceAgent.setChannelActive(channelId, false)) ? "switched off" : "cannot";
}
