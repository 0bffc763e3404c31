import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { moveStatus } from "#db/queries/channel-status.ts";
import { CHANNEL_STATUSES, type Channel, type ChannelStatus } from "#db/schema/channels.ts";
import { announce } from "#lib/live/live.ts";

/**
 * Which state may follow which, and what brings it about. `degraded` serves in part; `paused` is a
 * person's doing and ends by a person only, whatever else happens meanwhile; a state that follows
 * itself does so with another reason.
 */
export const TRANSITIONS: Record<ChannelStatus, Partial<Record<ChannelStatus, string>>> = {
  connecting: {
    connecting: "a step failed and is tried again by itself",
    active: "every step of connecting succeeded",
    degraded: "connected, and a part does not work",
    reauthorization_required: "Meta refuses the token",
    error: "a step failed in a way that waiting does not mend",
    disconnected: "a person disconnected it",
  },
  active: {
    degraded: "a part stopped working",
    reauthorization_required: "Meta refuses the token",
    paused: "a person stopped sending",
    disconnected: "a person disconnected it",
  },
  degraded: {
    active: "the part works again",
    degraded: "another part stopped working",
    reauthorization_required: "Meta refuses the token",
    paused: "a person stopped sending",
    disconnected: "a person disconnected it",
  },
  reauthorization_required: {
    active: "a token works again",
    degraded: "a token works again, in part",
    connecting: "a new token came before the steps of connecting were done",
    reauthorization_required: "Meta refuses the token for another reason",
    error: "with the new token a step failed in a way that waiting does not mend",
    paused: "a person stopped sending",
    disconnected: "a person disconnected it",
  },
  paused: {
    active: "a person let it send again",
    disconnected: "a person disconnected it",
  },
  error: {
    active: "every step of connecting succeeded",
    degraded: "connected, and a part does not work",
    connecting: "it is tried again",
    reauthorization_required: "Meta refuses the token",
    error: "a step failed for another reason",
    disconnected: "a person disconnected it",
  },
  disconnected: {
    connecting: "a person connected it again",
  },
};

export type Move = {
  to: ChannelStatus;
  /** Why, as a code of ours; null for `active`. */
  reason: string | null;
  /** The user who did it; null for the product itself. */
  by: string | null;
  /** Only while the channel has still the token of the row that was given. */
  ifSameToken?: boolean;
  /** Only while one of these is why it is in its present state. */
  ifReason?: readonly string[];
};

/** `already`: it was in this state for this reason before. */
export type Moved = "moved" | "already" | "refused";

/**
 * The one way to change a channel's state: refuses what the table does not have, keeps who did it and
 * why, and tells the screens once the transaction commits. What a person ended only a person begins
 * again, however late a step of connecting fails.
 */
export async function moveChannel(
  tx: Db,
  channel: Pick<Channel, "id" | "tenantId" | "pageAccessToken">,
  { to, reason, by, ifSameToken = false, ifReason }: Move,
): Promise<Moved> {
  const { id, tenantId, pageAccessToken } = channel;
  const from = CHANNEL_STATUSES.filter(
    (status) => TRANSITIONS[status][to] !== undefined && (status !== "disconnected" || by !== null),
  );
  const found = await moveStatus(tx, {
    ...{ id, to, from, reason, reasons: ifReason ?? null },
    token: ifSameToken ? pageAccessToken : null,
  });
  if (found === null) return "refused";
  if (!found.moved) return "already";
  const details = { from: found.from, to, ...(reason === null ? {} : { reason }) };
  const entry = { tenantId, userId: by, action: "channel.status", target: id, details };
  await insertAuditEntry(tx, entry);
  await announce(tx, tenantId, { type: "channel", channel_id: id });
  return "moved";
}
