import { isPaused } from "#db/queries/channels.ts";
import type { ConversationWithChannel } from "#db/queries/conversations.ts";
import type { PausedView } from "#lib/forms/conversation-views.ts";
import { windowOf } from "#lib/forms/messaging-window.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { nameOf } from "./name-of.ts";

export function toConversationView(row: ConversationWithChannel): ConversationView {
  const { channelStatus: status, sendingPausedAt } = row;
  const isStopped = isPaused({ status, sendingPausedAt });
  return {
    id: row.id,
    channel: { id: row.crmChannelId, name: row.channelName, platform: row.platform },
    external_user_id: row.externalUserId,
    customer: {
      name: row.customerName,
      username: row.customerUsername,
      has_picture: row.customerPictureUrl !== null,
    },
    last_message_at: row.lastMessageAt.toISOString(),
    last_message_text: row.lastMessageText,
    answering: row.replyDueFor !== null && !isStopped,
    paused: toPausedView(row),
    window: windowOf(row, new Date()),
  };
}

function toPausedView(row: ConversationWithChannel): PausedView | null {
  if (row.aiPausedAt === null) return null;
  return {
    by: row.aiPausedBy ?? "teammate",
    since: row.aiPausedAt.toISOString(),
    teammate: nameOf(row.pausedByEmail),
  };
}
