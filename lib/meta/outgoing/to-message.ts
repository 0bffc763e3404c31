import type {
  Attachment,
  Content,
  QuickReply,
  Source,
  Template,
} from "#lib/forms/outgoing-content.ts";

/** The Send API's `message` for one part of what is said (lib/forms/outgoing-parts.ts). */
export function toMessage(content: Content, metadata: string): Record<string, unknown> {
  return { ...bodyOf(content), metadata };
}

function bodyOf({ text, quick_replies, attachment, images, template }: Content) {
  if (template !== undefined) {
    return { attachment: { type: "template", payload: toTemplate(template) } };
  }
  if (attachment !== undefined) return { attachment: toAttachment(attachment) };
  if (images !== undefined) {
    return { attachments: images.map((image) => toAttachment({ type: "image", ...image })) };
  }
  if (quick_replies === undefined) return { text };
  return { text, quick_replies: quick_replies.map(toQuickReply) };
}

/** Without `is_reusable`, which Meta takes in uploads only. */
function toAttachment({ type, ...source }: Attachment) {
  return { type, payload: sourceOf(source) };
}

function sourceOf({ url, attachment_id }: Source) {
  return attachment_id === undefined ? { url } : { attachment_id };
}

function toQuickReply({ content_type, title, payload, image_url }: QuickReply) {
  if (content_type !== "text") return { content_type };
  return {
    content_type,
    title,
    payload: payload || title,
    ...(image_url === undefined ? {} : { image_url }),
  };
}

function toTemplate(template: Template) {
  if (template.template_type !== "media") return template;
  return {
    template_type: template.template_type,
    elements: template.elements.map(({ media_type, buttons, ...source }) => ({
      media_type,
      ...sourceOf(source),
      ...(buttons === undefined ? {} : { buttons }),
    })),
  };
}
