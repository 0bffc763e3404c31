import type { ConversationWithChannel } from "#db/queries/conversations.ts";
import { windowOf } from "#lib/forms/messaging-window.ts";
import type { ConversationView } from "#lib/forms/views.ts";

export function toConversationView(row: ConversationWithChannel): ConversationView {
  return {
    id: row.id,
    channel: { id: row.crmChannelId, name: row.channelName, platform: row.platform },
    external_user_id: row.externalUserId,
    last_message_at: row.lastMessageAt.toISOString(),
    last_message_text: row.lastMessageText,
    answering: row.replyDueFor !== null,
    window: windowOf(row, new Date()),
  };
}
