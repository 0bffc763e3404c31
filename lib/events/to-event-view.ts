import type { EventRow } from "#db/queries/event-log.ts";
import type { EventView } from "#lib/forms/attention-views.ts";
import type { Place } from "./event-places.ts";

export function toEventView(
  event: EventRow,
  { channel, externalUserId, conversationId }: Place,
): EventView {
  return {
    id: event.id,
    type: event.eventType,
    status: event.status,
    source: event.source,
    error: event.lastError,
    attempts: event.attempts,
    page_id: event.pageId,
    channel: channel && { id: channel.id, name: channel.name, platform: channel.platform },
    external_user_id: externalUserId,
    conversation_id: conversationId,
    occurred_at: event.occurredAt.toISOString(),
    received_at: event.receivedAt.toISOString(),
    processed_at: event.processedAt?.toISOString() ?? null,
    retry_at: event.retryAt?.toISOString() ?? null,
    may_replay: mayReplay(event),
  };
}

/** Without a conversation there is nobody to handle it. */
export function mayReplay({
  status,
  conversationKey,
}: Pick<EventRow, "status" | "conversationKey">): boolean {
  return (status === "dead" || status === "failed") && conversationKey !== null;
}
