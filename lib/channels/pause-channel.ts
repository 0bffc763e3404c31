import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findChannel } from "#db/queries/channels.ts";
import { findTenant, setSendingPaused } from "#db/queries/tenants.ts";
import { hastenWaiting, type Where } from "#db/queries/waiting.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { getChannel } from "./get-channel.ts";
import { settleState } from "./settle-state.ts";
import { moveChannel } from "./transitions.ts";

type Needs = { db: Db; boss: PgBoss };

/**
 * Stops sending in a channel, or lets it go on: messages come in all the same, and what waits for
 * being sent goes out in order afterwards.
 *
 * @returns Null when the tenant has no such channel; `refused` when it is in no state for it.
 */
export async function pauseChannel(
  { db, boss }: Needs,
  viewer: Viewer,
  { id, isPaused }: { id: string; isPaused: boolean },
): Promise<ChannelView | "refused" | null> {
  return db.transaction(async (tx) => {
    const channel = await findChannel(tx, { tenantId: viewer.tenantId, id });
    if (channel === null) return null;
    const to = isPaused ? "paused" : "active";
    const isThere = isPaused === (channel.status === "paused");
    if (!isThere) {
      const moved = await moveChannel(tx, channel, { to, reason: null, by: viewer.userId });
      if (moved === "refused") return "refused";
      if (!isPaused) {
        await settleState(tx, { ...channel, status: "active" });
        await wake({ tx, boss }, { channelId: id });
      }
    }
    return getChannel({ db: tx }, viewer, id);
  });
}

/** The same for every channel of the company. */
export async function pauseSending(
  { db, boss }: Needs,
  { tenantId, userId }: Viewer,
  { isPaused }: { isPaused: boolean },
): Promise<{ sending_paused_at: string | null }> {
  return db.transaction(async (tx) => {
    if (await setSendingPaused(tx, { tenantId, isPaused })) {
      const action = isPaused ? "tenant.sending-paused" : "tenant.sending-resumed";
      await insertAuditEntry(tx, { tenantId, userId, action, target: tenantId });
      await announce(tx, tenantId, { type: "sending" });
      if (!isPaused) await wake({ tx, boss }, { tenantId });
    }
    return sendingOf(tx, { tenantId });
  });
}

/** Since when nothing is sent for the company; null when sending is on. */
export async function sendingOf(
  db: Db,
  { tenantId }: { tenantId: string },
): Promise<{ sending_paused_at: string | null }> {
  const tenant = await findTenant(db, tenantId);
  return { sending_paused_at: tenant?.sendingPausedAt?.toISOString() ?? null };
}

/** What waited is looked at now and not within a minute. */
async function wake(needs: { tx: Db; boss: PgBoss }, where: Where): Promise<void> {
  for (const conversationId of await hastenWaiting(needs.tx, where)) {
    await enqueue(needs, "answer-conversation", { conversationId });
  }
}
