import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findChannel } from "#db/queries/channels.ts";
import { listDeadEvents } from "#db/queries/dead-events.ts";
import { type EventRow, findEvents } from "#db/queries/event-log.ts";
import type { BulkReplay } from "#lib/forms/attention.ts";
import { reviveInOrder } from "./revive-in-order.ts";
import { mayReplay } from "./to-event-view.ts";

type Needs = { db: Db; boss: PgBoss };
/** `userId` is null on the operator's command line. */
type Actor = { tenantId: string; userId: string | null };

export type EventOutcome = "replayed" | "not_found" | "event_not_replayable";

/**
 * Has events that were given up, or that wait for their next try, handled now. What had succeeded is
 * not repeated: the worker finds the message that it stored.
 *
 * @returns what became of each id.
 */
export async function replayEventsById(
  needs: Needs,
  { tenantId, userId }: Actor,
  ids: readonly string[],
): Promise<Map<string, EventOutcome>> {
  const events = await findEvents(needs.db, { tenantId, ids });
  const revived = await reviveInOrder(needs, { tenantId }, events.filter(mayReplay));
  for (const target of revived) {
    await insertAuditEntry(needs.db, { tenantId, userId, action: "event.replay", target });
  }
  const found = new Set(events.map(({ id }) => id));
  const outcomeOf = (id: string): EventOutcome => {
    if (revived.includes(id)) return "replayed";
    return found.has(id) ? "event_not_replayable" : "not_found";
  };
  return new Map(ids.map((id) => [id, outcomeOf(id)]));
}

export type BulkOutcome = { replayed: number; conversations: number; more: boolean };

/**
 * The same for all dead events that the filter names, the oldest first, at most `limit` at once.
 *
 * @returns `more` when as many again are still dead.
 */
export async function replayEvents(
  needs: Needs,
  actor: Actor,
  bulk: BulkReplay,
): Promise<BulkOutcome> {
  const { tenantId, userId } = actor;
  const { events, more } = await findEventsToReplay(needs, actor, bulk);
  const revived = await reviveInOrder(needs, { tenantId }, events);
  if (revived.length > 0) {
    await insertAuditEntry(needs.db, {
      tenantId,
      userId,
      action: "events.replay",
      target: bulk.filter.channel_id ?? "all",
      details: { count: revived.length },
    });
  }
  return { replayed: revived.length, conversations: countConversations(events), more };
}

/** What {@link replayEvents} would replay. */
export async function findEventsToReplay(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
  { filter: { channel_id, ...filter }, limit }: BulkReplay,
): Promise<{ events: EventRow[]; more: boolean }> {
  const channel =
    channel_id === undefined ? null : await findChannel(db, { tenantId, id: channel_id });
  if (channel_id !== undefined && channel === null) return { events: [], more: false };
  const rows = await listDeadEvents(db, {
    tenantId,
    filter: { ...filter, pageId: channel?.platformPageId },
    limit: limit + 1,
  });
  return { events: rows.slice(0, limit).filter(mayReplay), more: rows.length > limit };
}

export function countConversations(events: readonly EventRow[]): number {
  return new Set(events.map(({ conversationKey }) => conversationKey)).size;
}
