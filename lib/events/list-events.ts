import type { Db } from "#db/client.ts";
import { findChannel } from "#db/queries/channels.ts";
import { findConversation } from "#db/queries/conversations.ts";
import { type EventFilter, listEventsOf } from "#db/queries/event-log.ts";
import type { EventQuery } from "#lib/forms/attention.ts";
import type { EventsPage } from "#lib/forms/attention-views.ts";
import { toConversationKey } from "#lib/intake/conversation-key.ts";
import { placeEvents } from "./event-places.ts";
import { toEventView } from "./to-event-view.ts";

const LIMIT = 50;

type Owned = { tenantId: string };

/** What Meta sent to the tenant's channels, newest first. */
export async function listEvents(
  { db }: { db: Db },
  { tenantId }: Owned,
  query: EventQuery = {},
): Promise<EventsPage> {
  const filter = await toFilter(db, { tenantId }, query);
  if (filter === null) return { events: [], next_cursor: null };
  const limit = query.limit ?? LIMIT;
  const beforeSeq = query.cursor === undefined ? null : Number(query.cursor);
  const rows = await listEventsOf(db, { tenantId, filter, beforeSeq, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const placeOf = await placeEvents(db, { tenantId }, shown);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    events: shown.map((event) => toEventView(event, placeOf(event))),
    next_cursor: last === undefined ? null : String(last.seq),
  };
}

/** Null when a channel or conversation is meant that the tenant does not have. */
async function toFilter(
  db: Db,
  { tenantId }: Owned,
  { status, type, channel_id, conversation_id }: EventQuery,
): Promise<EventFilter | null> {
  const filter: EventFilter = { status, eventType: type };
  if (channel_id !== undefined) {
    const channel = await findChannel(db, { tenantId, id: channel_id });
    if (channel === null) return null;
    filter.pageId = channel.platformPageId;
  }
  if (conversation_id !== undefined) {
    const conversation = await findConversation(db, { tenantId, id: conversation_id });
    const channel =
      conversation && (await findChannel(db, { tenantId, id: conversation.crmChannelId }));
    if (conversation === null || channel === null) return null;
    const { externalUserId } = conversation;
    const { platformPageId } = channel;
    filter.conversationKey = toConversationKey({ platformPageId, externalUserId });
  }
  return filter;
}
