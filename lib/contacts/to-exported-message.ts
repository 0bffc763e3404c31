import type { Message } from "#db/schema/messages.ts";
import { mediaUrlsOf } from "#lib/forms/media-urls.ts";

/** A message as a customer's export has it: what was said, by whom and what became of it. */
export function toExportedMessage(message: Message, appUrl: string) {
  return {
    id: message.id,
    meta_id: message.externalMessageId,
    direction: message.direction,
    handled_by: message.handledBy,
    kind: message.kind,
    origin: message.origin,
    text: message.text,
    attachments: message.attachments,
    media: mediaOf(message, appUrl),
    content: message.content,
    metadata: message.metadata,
    about_meta_id: message.targetExternalId,
    edits: message.edits,
    reactions: message.reactions,
    deleted_at: message.deletedAt,
    status: message.status,
    agent_id: message.agentId,
    model: message.model,
    occurred_at: message.occurredAt,
    sent_at: message.sentAt,
    stored_at_voice_agent_at: message.storedAtVoiceAgentAt,
  };
}

/** Meta's addresses stop working after a while; ours ask Meta for new ones. */
function mediaOf({ id, attachments }: Message, appUrl: string) {
  const urls = (Array.isArray(attachments) ? attachments : []).flatMap(mediaUrlsOf);
  return urls.map((meta_url, index) => ({ url: `${appUrl}/api/media/${id}/${index}`, meta_url }));
}
