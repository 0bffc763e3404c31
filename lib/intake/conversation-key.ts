export type ConversationKeyParts = { platformPageId: string; externalUserId: string };

/** Names a conversation by what the webhook alone says, so that events need no look-up to be queued. */
export function toConversationKey({
  platformPageId,
  externalUserId,
}: ConversationKeyParts): string {
  return `${platformPageId}:${externalUserId}`;
}

export function readConversationKey(key: string): ConversationKeyParts {
  const at = key.indexOf(":");
  return { platformPageId: key.slice(0, at), externalUserId: key.slice(at + 1) };
}
