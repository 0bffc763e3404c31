import {
  listForgottenChannels,
  listForgottenConversations,
  listForgottenErasures,
  listForgottenKeys,
  listForgottenReleases,
  listForgottenRequests,
} from "#db/queries/jobs.ts";
import { deleteStatesBefore } from "#db/queries/oauth-states.ts";
import { readClock } from "#db/queries/system-state.ts";
import { closeQuietAlerts } from "#lib/alerts/close-quiet-alerts.ts";
import { closeSettledAlerts } from "#lib/attention/close-settled-alerts.ts";
import { noteAlive } from "#lib/gaps/note-alive.ts";
import { checkKeys } from "#lib/keys/check-keys.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { Services } from "#lib/services.ts";

/** Every minute, and once when a process starts to work: what keeps the installation going. */
export async function tend(needs: Services): Promise<void> {
  await noteAlive(needs);
  await sweep(needs);
  await closeSettledAlerts(needs);
  await closeQuietAlerts(needs);
  await checkKeys(needs);
  await deleteStatesBefore(needs.db, await readClock(needs.db));
}

const SWEEP_MAX = 1_000;

/** Gives a job to what waits without one, should its own have been lost. */
async function sweep({ db, boss }: Services): Promise<void> {
  const conversationKeys = await listForgottenKeys(db, SWEEP_MAX);
  for (const conversationKey of conversationKeys) {
    await enqueue({ tx: db, boss }, "drain-conversation", { conversationKey });
  }
  const conversationIds = await listForgottenConversations(db, SWEEP_MAX);
  for (const conversationId of conversationIds) {
    await enqueue({ tx: db, boss }, "answer-conversation", { conversationId });
  }
  const requestIds = await listForgottenRequests(db, SWEEP_MAX);
  for (const requestId of requestIds) {
    await enqueue({ tx: db, boss }, "forget-person", { requestId });
  }
  const erasureIds = await listForgottenErasures(db);
  for (const erasureId of erasureIds) {
    await enqueue({ tx: db, boss }, "erase-contact", { erasureId });
  }
  const unfinishedIds = await listForgottenChannels(db, SWEEP_MAX);
  for (const channelId of unfinishedIds) {
    await enqueue({ tx: db, boss }, "finish-channel", { channelId });
  }
  const unreleasedIds = await listForgottenReleases(db, SWEEP_MAX);
  for (const channelId of unreleasedIds) {
    await enqueue({ tx: db, boss }, "release-channel", { channelId });
  }
  const counts = [
    ...[conversationKeys, conversationIds, requestIds],
    ...[erasureIds, unfinishedIds, unreleasedIds],
  ].map(({ length }) => length);
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count > 0) log.warn("jobs were missing", { count });
}
