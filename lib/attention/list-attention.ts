import type { Db } from "#db/client.ts";
import { countTroubled, listTroubled, type TroubledMessage } from "#db/queries/attention.ts";
import { countDeadByCode, listNewestDead } from "#db/queries/dead-events.ts";
import { toAttachmentViews } from "#lib/conversations/to-attachment-view.ts";
import { placeEvents } from "#lib/events/event-places.ts";
import { toEventView } from "#lib/events/to-event-view.ts";
import type { AttentionView, CauseView, TroubledMessageView } from "#lib/forms/attention-views.ts";

/** What one screen takes of each kind; the rest shows up as these are dealt with. */
const LIMIT = 200;

/** Everything of the tenant that waits for a person: events given up, answers not sent or in doubt. */
export async function listAttention(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
): Promise<AttentionView> {
  const [messages, messageCauses, events, eventCauses] = await Promise.all([
    listTroubled(db, { tenantId, limit: LIMIT }),
    countTroubled(db, { tenantId }),
    listNewestDead(db, { tenantId, limit: LIMIT }),
    countDeadByCode(db, { tenantId }),
  ]);
  const placeOf = await placeEvents(db, { tenantId }, events);
  return {
    causes: [
      ...messageCauses.map(
        ({ status, code, count }): CauseView => ({
          kind: "message",
          status: troubleOf(status),
          code,
          count,
        }),
      ),
      ...eventCauses.map((cause): CauseView => ({ kind: "event", status: "dead", ...cause })),
    ],
    events: events.map((event) => toEventView(event, placeOf(event))),
    messages: messages.map(toView),
  };
}

/** The query gives no other. */
function troubleOf(status: string): TroubledMessageView["status"] {
  return status === "held" || status === "dead" || status === "sent" ? status : "failed";
}

function toView(message: TroubledMessage): TroubledMessageView {
  return {
    id: message.id,
    handled_by: message.handledBy,
    text: message.text,
    attachments: toAttachmentViews(message.attachments),
    status: troubleOf(message.status),
    error: message.lastError,
    occurred_at: message.occurredAt.toISOString(),
    conversation_id: message.conversationId,
    channel: { id: message.crmChannelId, name: message.channelName, platform: message.platform },
    external_user_id: message.externalUserId,
    is_superseded: message.isSuperseded,
  };
}
