import { createHash } from "node:crypto";

const NAMESPACE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

/**
 * The id that dm-voice-agent computes for the same conversation. It looks like a UUIDv5 but is not
 * one: ids are joined as text and the variant bits stay as the hash has them, so a strict UUID
 * validator may refuse it.
 *
 * @param channelId dm-voice-agent's channel id, letter for letter.
 */
export function conversationIdOf(channelId: string, externalUserId: string): string {
  const h = createHash("sha1")
    .update(`${NAMESPACE}${channelId}${externalUserId}`, "utf8")
    .digest("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-${h.slice(16, 20)}-${h.slice(20, 32)}`;
}
