import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { reviveEvents } from "#db/queries/dead-events.ts";
import type { EventRow } from "#db/queries/event-log.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { closeDeadAlert } from "./close-dead-alert.ts";
import { placeEvents } from "./event-places.ts";

type Needs = { db: Db; boss: PgBoss };
type Replayed = Pick<EventRow, "id" | "pageId" | "conversationKey">;

/**
 * Makes events wait again and wakes their conversations. A conversation's events come back together,
 * so that its worker, which takes the oldest first, cannot meet a newer one of them alone; each
 * conversation commits by itself, so that two replays at once cannot wait for each other.
 *
 * @returns the ids of those that were still dead or failed.
 */
export async function reviveInOrder(
  { db, boss }: Needs,
  { tenantId }: { tenantId: string },
  events: readonly Replayed[],
): Promise<string[]> {
  const placeOf = await placeEvents(db, { tenantId }, events);
  const revived: string[] = [];
  for (const [conversationKey, ofOne] of byConversation(events)) {
    const [first] = ofOne;
    if (first === undefined) continue;
    const { channel, conversationId } = placeOf(first);
    const ids = ofOne.map(({ id }) => id);
    const done = await db.transaction(async (tx) => {
      const done = await reviveEvents(tx, ids);
      if (done.length === 0) return done;
      await enqueue({ tx, boss }, "drain-conversation", { conversationKey });
      if (conversationId !== null) {
        await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
      } else if (channel !== null) {
        await announce(tx, tenantId, { type: "channel", channel_id: channel.id });
      }
      return done;
    });
    revived.push(...done);
  }
  await closeAlerts({ db, boss }, { tenantId }, events.map(placeOf));
  return revived;
}

function byConversation(events: readonly Replayed[]): Map<string, Replayed[]> {
  const groups = new Map<string, Replayed[]>();
  for (const event of events) {
    if (event.conversationKey === null) continue;
    groups.set(event.conversationKey, [...(groups.get(event.conversationKey) ?? []), event]);
  }
  return groups;
}

async function closeAlerts(
  needs: Needs,
  { tenantId }: { tenantId: string },
  places: readonly { channel: { id: string; platformPageId: string } | null }[],
): Promise<void> {
  const channels = new Map(places.map(({ channel }) => [channel?.id, channel]));
  for (const channel of channels.values()) {
    if (channel === null) continue;
    const { id: channelId, platformPageId: pageId } = channel;
    await closeDeadAlert(needs, { tenantId, channelId, pageId });
  }
}
