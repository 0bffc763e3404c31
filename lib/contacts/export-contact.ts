import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findChannelById } from "#db/queries/channels.ts";
import { listEventsAbout, listMessagesAfter } from "#db/queries/contact-export.ts";
import { type ConversationWithChannel, findConversation } from "#db/queries/conversations.ts";
import { toConversationKey } from "#lib/intake/conversation-key.ts";
import { toExportedMessage } from "./to-exported-message.ts";

type Needs = { db: Db; settings: { APP_BASE_URL: string } };
type Actor = { tenantId: string; userId: string };

const PAGE_MESSAGES = 200;
const PAGE_EVENTS = 5_000;

/**
 * Everything that is known of a customer, as pieces of one JSON text; read from the database as the
 * pieces are asked for. That it was asked for is noted first.
 *
 * @returns Null when the tenant has no such conversation.
 */
export async function exportContact(
  needs: Needs,
  { tenantId, userId }: Actor,
  id: string,
): Promise<AsyncGenerator<string> | null> {
  const conversation = await findConversation(needs.db, { tenantId, id });
  if (conversation === null) return null;
  const entry = { tenantId, userId, action: "contact.exported", target: id };
  await insertAuditEntry(needs.db, entry);
  return pieces(needs, conversation);
}

async function* pieces(needs: Needs, conversation: ConversationWithChannel) {
  const head = {
    format: "switchboard-contact-1",
    exported_at: new Date().toISOString(),
    contact: {
      id: conversation.externalUserId,
      name: conversation.customerName,
      username: conversation.customerUsername,
      picture_url: conversation.customerPictureUrl,
      profile_checked_at: conversation.profileCheckedAt,
    },
    channel: {
      id: conversation.crmChannelId,
      name: conversation.channelName,
      platform: conversation.platform,
    },
    conversation: {
      id: conversation.id,
      voice_agent_conversation_id: conversation.voiceAgentConversationId,
      ai_paused_at: conversation.aiPausedAt,
      customer_received_until: conversation.customerReceivedUntil,
      customer_read_until: conversation.customerReadUntil,
      last_inbound_at: conversation.lastInboundAt,
      last_message_at: conversation.lastMessageAt,
      created_at: conversation.createdAt,
    },
  };
  yield JSON.stringify(head).slice(0, -1);
  yield* list("messages", messagesOf(needs, conversation));
  yield* list("events", eventsAbout(needs, conversation));
  yield "\n}\n";
}

/** A member that is a list, a piece per item. */
async function* list(name: string, items: AsyncGenerator<unknown>) {
  yield `,\n${JSON.stringify(name)}: [`;
  let separator = "\n";
  for await (const item of items) {
    yield `${separator}${JSON.stringify(item)}`;
    separator = ",\n";
  }
  yield "]";
}

async function* messagesOf({ db, settings }: Needs, { id: conversationId }: { id: string }) {
  for (let after = null, isMore = true; isMore; ) {
    const rows = await listMessagesAfter(db, { conversationId, after, limit: PAGE_MESSAGES });
    for (const row of rows) yield toExportedMessage(row, settings.APP_BASE_URL);
    after = rows.at(-1) ?? null;
    isMore = rows.length === PAGE_MESSAGES;
  }
}

async function* eventsAbout({ db }: Needs, conversation: ConversationWithChannel) {
  const channel = await findChannelById(db, conversation.crmChannelId);
  if (channel === null) return;
  const { externalUserId: senderId, tenantId } = conversation;
  const { platformPageId: pageId } = channel;
  const conversationKey = toConversationKey({
    platformPageId: pageId,
    externalUserId: senderId,
  });
  const person = { tenantId, pageId, senderId, conversationKey };
  for (let at: number | null = 0; at !== null; ) {
    const part = await listEventsAbout(db, person, { after: at, limit: PAGE_EVENTS });
    for (const event of part.events) {
      yield {
        id: event.id,
        event_type: event.eventType,
        status: event.status,
        source: event.source,
        occurred_at: event.occurredAt,
        received_at: event.receivedAt,
        payload: event.payload,
      };
    }
    at = part.after;
  }
}
