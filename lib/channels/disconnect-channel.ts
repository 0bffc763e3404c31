import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listOpenKinds } from "#db/queries/alerts.ts";
import { findChannel } from "#db/queries/channels.ts";
import { cancelWaiting } from "#db/queries/waiting.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { ALERT_KINDS, isAlertKind } from "#lib/forms/alert-kinds.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { getChannel } from "./get-channel.ts";
import { type ReleaseNeeds, releaseChannel } from "./release-channel.ts";
import { moveChannel } from "./transitions.ts";

type Needs = ReleaseNeeds & { boss: PgBoss };

/** When the process ends before it has told the other sides, the job does. */
const AFTER_OURSELVES_MS = 60_000;

/**
 * Ends a channel: from now on nothing is sent and nothing comes in; its history stays. Meta and
 * dm-voice-agent are told at once, and by a job when they do not answer. Again for the same one: the
 * same. Null when the tenant has no such channel.
 */
export async function disconnectChannel(
  needs: Needs,
  viewer: Viewer,
  { id }: { id: string },
): Promise<ChannelView | null> {
  const isTheirs = await needs.db.transaction((tx) => end(tx, needs.boss, viewer, id));
  if (!isTheirs) return null;
  try {
    await releaseChannel(id, needs);
  } catch (error) {
    log.warn("channel not released yet", { channelId: id, code: errorCode(error) });
    const { db, boss } = needs;
    const toldMs = error instanceof AppError ? error.retryAfterMs : null;
    const when = { inMs: Math.max(backoffMs(1), toldMs ?? 0), moves: true };
    await db.transaction((tx) => enqueue({ tx, boss }, "release-channel", { channelId: id }, when));
  }
  return getChannel(needs, viewer, id);
}

async function end(tx: Db, boss: PgBoss, viewer: Viewer, id: string): Promise<boolean> {
  const { tenantId, userId } = viewer;
  const channel = await findChannel(tx, { tenantId, id });
  if (channel === null) return false;
  const move = { to: "disconnected", reason: null, by: userId } as const;
  if ((await moveChannel(tx, channel, move)) !== "moved") return true;
  for (const conversationId of await cancelWaiting(
    tx,
    { channelId: id },
    "replies.channel-disconnected",
  )) {
    await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
  }
  const kinds = ALERT_KINDS.filter((kind) => kind.startsWith("channel."));
  for (const { kind } of await listOpenKinds(tx, { subject: id, kinds })) {
    if (isAlertKind(kind)) await closeAlert({ tx, boss }, { kind, subject: id });
  }
  const job = { channelId: id };
  await enqueue({ tx, boss }, "release-channel", job, { inMs: AFTER_OURSELVES_MS });
  return true;
}
