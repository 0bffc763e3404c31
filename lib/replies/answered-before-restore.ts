import { findMessageById } from "#db/queries/messages.ts";
import { isTimeBeforeRestore } from "#db/queries/restore.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { readInTurn } from "#lib/channels/read-in-turn.ts";
import { listMessagesWith } from "#lib/meta/conversations.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Whether the page has written after a message that is older than the database's last restore: by
 * Meta's own list, because the answer may be younger than the backup.
 *
 * @throws {AppError} when Meta's list could not be read.
 */
export async function wasAnsweredBeforeRestore(
  messageId: string,
  { channel, conversation }: Turn,
  { db, graph, tokenBox }: ReplyNeeds,
): Promise<boolean> {
  // The conversation's last word is as old as the message or younger.
  if (!(await isTimeBeforeRestore(db, conversation.lastInboundAt ?? new Date(0)))) return false;
  const message = await findMessageById(db, messageId);
  if (message === null) return false;
  const { facebookPageId, platform } = channel;
  const { externalUserId } = conversation;
  const listed = await listMessagesWith(graph, {
    facebookPageId,
    platform,
    externalUserId,
    pageToken: await pageTokenOf(channel, tokenBox),
    inTurn: readInTurn(db, facebookPageId),
    // Meta's list knows whole seconds.
    since: new Date(message.occurredAt.getTime() - 1_000),
  });
  const at = listed.findIndex(({ mid }) => messageIdOf(mid) === message.externalMessageId);
  const newer = at === -1 ? listed : listed.slice(0, at);
  return newer.some(({ from }) => from !== externalUserId);
}
