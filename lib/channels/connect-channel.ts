import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import {
  type ChannelWithAgent,
  claimSetup,
  findChannelById,
  releaseSetup,
  updateChannel,
} from "#db/queries/channels.ts";
import { type ChannelStatus, isWorking } from "#db/schema/channels.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { AppError, type Remedy } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { subscribePage } from "#lib/meta/subscriptions.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import { pageTokenOf } from "./page-token.ts";
import { moveChannel } from "./transitions.ts";

export type ConnectNeeds = {
  db: Db;
  boss: PgBoss;
  graph: GraphClient;
  voiceAgent: VoiceAgentClient;
  tokenBox: TokenBox;
  settings: { VOICE_AGENT_SEND_PAGE_TOKEN: "on" | "off" };
};

/** Longer than the steps may take: three calls of at most 30 s (lib/outbound.ts). */
const LEASE_SECONDS = 120;
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Somebody else is still connecting the channel. */
class ChannelUnfinishedError extends AppError {
  override readonly name = "ChannelUnfinishedError";
  readonly code = "channels.unfinished";
  readonly class = "transient";
}

/**
 * Runs the steps of connecting that have not succeeded yet: channel at dm-voice-agent, then the
 * page's subscription. One caller at a time; the others wait a while for its result. What may succeed
 * later leaves the channel `connecting`, with a job to go on.
 *
 * @returns Why that is so; null when the channel is in another state.
 */
export async function connectChannel(id: string, needs: ConnectNeeds): Promise<AppError | null> {
  let isMine = await claimSetup(needs.db, id, LEASE_SECONDS);
  if (!isMine) {
    const left = await waitForOther(id, needs.db);
    // It was being released, or the other one has failed.
    isMine = left !== null && (await claimSetup(needs.db, id, LEASE_SECONDS));
    if (!isMine) return left;
  }
  try {
    const channel = await findChannelById(needs.db, id);
    return channel === null ? null : await runSteps(channel, needs);
  } finally {
    await releaseSetup(needs.db, id);
  }
}

async function runSteps(channel: ChannelWithAgent, needs: ConnectNeeds): Promise<AppError | null> {
  if (isWorking(channel.status) || channel.status === "disconnected") return null;
  try {
    const pageToken = await pageTokenOf(channel, needs.tokenBox);
    if (channel.channelId === null) {
      const channelId = await createAtVoiceAgent(channel, pageToken, needs);
      await updateChannel(needs.db, channel, { channelId, failedStep: "page_subscription" });
    } else if (channel.failedStep === "voice_agent_channel") {
      await switchOn(channel.channelId, channel.statusChangedAt, needs);
      await updateChannel(needs.db, channel, { failedStep: "page_subscription" });
    }
    await subscribePage(needs.graph, channel.facebookPageId, pageToken);
    await needs.db.transaction(async (tx) => {
      await updateChannel(tx, channel, { failedStep: null });
      await moveChannel(tx, channel, { to: "active", reason: null, by: null });
    });
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const status = STATUS_AFTER[error.remedy];
    log.warn("channel not connected", { channelId: channel.id, code: error.code });
    const goesOn = await needs.db.transaction(async (tx) => {
      const moved = await moveChannel(tx, channel, { to: status, reason: error.code, by: null });
      if (moved === "refused" || status !== "connecting") return false;
      await goOnLater(tx, channel.id, error, needs.boss);
      return true;
    });
    return goesOn ? error : null;
  }
}

/** For so long a 500 is taken for a mishap; then for a platform that does not know the call. */
const MISHAP_MS = 120_000;

async function switchOn(channelId: string, since: Date, { voiceAgent }: ConnectNeeds) {
  try {
    await voiceAgent.setChannelActive(channelId, true);
  } catch (error) {
    const isMishap = error instanceof VoiceAgentError && error.status === 500;
    if (!isMishap || Date.now() - since.getTime() < MISHAP_MS) throw error;
    log.warn("channel not switched on", { code: error.code });
  }
}

/** No sooner than the other side said. When the job itself has failed, it sees to that. */
function goOnLater(tx: Db, channelId: string, error: AppError, boss: PgBoss): Promise<void> {
  const inMs = Math.max(backoffMs(1), error.retryAfterMs ?? 0);
  return enqueue({ tx, boss }, "finish-channel", { channelId }, { inMs, moves: true });
}

const STATUS_AFTER: Record<Remedy, ChannelStatus> = {
  "retry-later": "connecting",
  reconnect: "reauthorization_required",
  "ask-a-person": "error",
  "give-up": "error",
};

function createAtVoiceAgent(channel: ChannelWithAgent, pageToken: string, needs: ConnectNeeds) {
  const isInstagram = channel.platform === "instagram";
  const sendsToken = needs.settings.VOICE_AGENT_SEND_PAGE_TOKEN === "on";
  return needs.voiceAgent.createChannel(
    {
      name: isInstagram ? `Instagram: @${channel.name}` : `Facebook: ${channel.name}`,
      type: isInstagram ? "instagram_direct" : "facebook_messenger",
      resourceRef: channel.platformPageId,
      config: { page_name: channel.name, ...(sendsToken ? { page_access_token: pageToken } : {}) },
    },
    channel.id,
  );
}

async function waitForOther(id: string, db: Db): Promise<AppError | null> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const channel = await findChannelById(db, id);
    const isOver = channel?.setupLeaseUntil == null;
    if (isOver || Date.now() >= until) {
      const isUnfinished = channel?.status === "connecting";
      return isUnfinished ? new ChannelUnfinishedError("Somebody is connecting the channel") : null;
    }
    await sleep(LOOK_EVERY_MS);
  }
}
