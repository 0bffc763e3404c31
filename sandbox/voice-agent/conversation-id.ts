import { createHash } from "node:crypto";

/** The platform's own id of a conversation. Looks like a UUIDv5 but its variant bits are free. */
export function conversationIdOf(channelId: string, externalUserId: string): string {
  const namespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  const h = createHash("sha1")
    .update(namespace + channelId + externalUserId, "utf8")
    .digest("hex");
  const groups = [
    h.slice(0, 8),
    h.slice(8, 12),
    `5${h.slice(13, 16)}`,
    h.slice(16, 20),
    h.slice(20, 32),
  ];
  return groups.join("-");
}
