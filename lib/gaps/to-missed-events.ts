import type { Channel } from "#db/schema/channels.ts";
import { isRecord } from "#lib/intake/event-kind.ts";
import { type NewEvent, toEvents } from "#lib/intake/to-events.ts";
import type { ListedMessage } from "#lib/meta/message-list.ts";

type Place = Pick<Channel, "platform" | "platformPageId" | "facebookPageId">;

/**
 * What webhooks would have brought of a conversation's messages, oldest first: the customer's only.
 * Taken apart by the intake itself, so that both ways give an event the same key.
 */
export function toMissedEvents(messages: ListedMessage[], channel: Place, now: Date): NewEvent[] {
  const ours = [channel.platformPageId, channel.facebookPageId, ""];
  const theirs = messages.filter(({ from }) => !ours.includes(from)).toReversed();
  const body = {
    object: channel.platform === "instagram" ? "instagram" : "page",
    entry: [
      {
        id: channel.platformPageId,
        time: now.getTime(),
        messaging: theirs.map((message) => toWebhookEvent(message, channel)),
      },
    ],
  };
  return theirs.length === 0 ? [] : (toEvents(body, now) ?? []);
}

function toWebhookEvent({ mid, from, text, attachments, at }: ListedMessage, channel: Place) {
  return {
    sender: { id: from },
    recipient: { id: channel.platformPageId },
    timestamp: at.getTime(),
    message: {
      mid,
      ...(text === null ? {} : { text }),
      ...(attachments.length === 0 ? {} : { attachments: attachments.map(toWebhookAttachment) }),
    },
  };
}

/** Meta's list describes attachments in another way than its webhooks. */
function toWebhookAttachment(listed: unknown) {
  if (!isRecord(listed)) return { type: "fallback" };
  if (typeof listed.type === "string") return listed;
  const mime = typeof listed.mime_type === "string" ? listed.mime_type : "";
  const [type, url] = isRecord(listed.image_data)
    ? ["image", listed.image_data.url]
    : isRecord(listed.video_data)
      ? ["video", listed.video_data.url]
      : [mime.startsWith("audio/") ? "audio" : "file", listed.file_url];
  return typeof url === "string" ? { type, payload: { url } } : { type: "fallback" };
}
