import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Platform } from "#sandbox/world.ts";
import type { OutgoingMessage } from "./send-schema.ts";

const messengerCharactersMax = 2000;
const instagramBytesMax = 1000;
const metadataCharactersMax = 1000;
const attachmentTypes = ["image", "audio", "video", "file", "template"];

/** Throws Meta's refusal when the message's own content breaks a limit of the platform. */
export function checkContent(message: OutgoingMessage, platform: Platform): void {
  const attachments = [message.attachment, ...(message.attachments ?? [])].filter(
    (attachment) => attachment !== undefined,
  );
  for (const attachment of attachments) checkAttachment(attachment);
  const hasOther = attachments.length > 0 || message.sticker_id !== undefined;
  if (message.text === undefined && !hasOther) {
    throw badParameter("Must provide text or attachment in param message");
  }
  if (message.text !== undefined && hasOther) {
    throw badParameter("Cannot send both text and attachment in one message");
  }
  if (message.text !== undefined) checkText(message.text, platform);
  if ((message.metadata?.length ?? 0) > metadataCharactersMax) {
    throw badParameter("Length of param message[metadata] must be less than or equal to 1000");
  }
  checkQuickReplies(message.quick_replies ?? [], platform);
}

function checkText(text: string, platform: Platform): void {
  if (text.trim() === "")
    throw badParameter("Param message[text] must be a non-empty UTF-8 string");
  if (platform === "messenger" && [...text].length > messengerCharactersMax) {
    throw badParameter("Length of param message[text] must be less than or equal to 2000");
  }
  if (platform === "instagram" && Buffer.byteLength(text, "utf8") > instagramBytesMax) {
    throw badParameter(
      "Length of param message[text] must be less than or equal to 1000 bytes",
      2534015,
    );
  }
}

function checkAttachment(attachment: { type: string; payload?: unknown }): void {
  if (attachmentTypes.includes(attachment.type)) {
    const { payload } = attachment;
    if (payload !== null && typeof payload === "object") return;
    throw badParameter("Param message[attachment][payload] is required");
  }
  throw badParameter(
    `Param message[attachment][type] must be one of {${attachmentTypes.join(", ")}} - got "${attachment.type}".`,
    2018047,
  );
}

type QuickReply = NonNullable<OutgoingMessage["quick_replies"]>[number];

function checkQuickReplies(replies: QuickReply[], platform: Platform): void {
  if (replies.length > 13) throw badParameter("Param message[quick_replies] has too many elements");
  replies.forEach((reply, index) => {
    const problem = problemOf(reply, platform);
    if (problem)
      throw badParameter(`Param message[quick_replies][${index}][${problem}] is not valid`);
  });
}

function problemOf(reply: QuickReply, platform: Platform): string | null {
  if (reply.content_type !== "text") {
    const isContact =
      reply.content_type === "user_phone_number" || reply.content_type === "user_email";
    // Instagram refuses these two since 2026-10-05.
    return isContact && platform === "messenger" ? null : "content_type";
  }
  if (!reply.title || [...reply.title].length > 20) return "title";
  if (reply.payload === undefined || reply.payload.length > 1000) return "payload";
  return reply.payload === "" && !reply.image_url ? "payload" : null;
}
