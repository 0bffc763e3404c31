import type { Channel } from "#db/schema/channels.ts";
import { isRecord } from "#lib/intake/event-kind.ts";
import { type NewEvent, toEvents } from "#lib/intake/to-events.ts";
import type { ListedMessage } from "#lib/meta/message-list.ts";
import type { MissedConversation } from "./read-page.ts";

type Place = Pick<Channel, "platform" | "platformPageId" | "facebookPageId">;

/**
 * What webhooks would have brought of a conversation's messages, oldest first: the customer's, and as
 * echoes the page's. Taken apart by the intake itself, so that both ways give an event the same key.
 */
export function toMissedEvents(
  { participants, messages }: MissedConversation,
  channel: Place,
  now: Date,
): NewEvent[] {
  const ours = [channel.platformPageId, channel.facebookPageId];
  const people = [...messages.map(({ from }) => from), ...participants];
  const customer = people.find((id) => id !== "" && !ours.includes(id));
  if (customer === undefined) return [];
  const said = messages.filter(({ from }) => from !== "").toReversed();
  const body = {
    object: channel.platform === "instagram" ? "instagram" : "page",
    entry: [
      {
        id: channel.platformPageId,
        time: now.getTime(),
        messaging: said.map((message) =>
          ours.includes(message.from)
            ? toEcho(message, channel, customer)
            : toWebhookEvent(message, channel),
        ),
      },
    ],
  };
  return said.length === 0 ? [] : (toEvents(body, now) ?? []);
}

function toWebhookEvent(message: ListedMessage, channel: Place) {
  return {
    sender: { id: message.from },
    recipient: { id: channel.platformPageId },
    timestamp: message.at.getTime(),
    message: toWebhookMessage(message),
  };
}

/** Meta's list does not say which app wrote it. */
function toEcho(message: ListedMessage, channel: Place, customer: string) {
  return {
    sender: { id: channel.platformPageId },
    recipient: { id: customer },
    timestamp: message.at.getTime(),
    message: { ...toWebhookMessage(message), is_echo: true },
  };
}

function toWebhookMessage({ mid, text, attachments }: ListedMessage) {
  return {
    mid,
    ...(text === null ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(toWebhookAttachment) }),
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
