import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Platform } from "#sandbox/world.ts";
import { checkQuickReplies } from "./check-quick-replies.ts";
import type { OutgoingMessage } from "./send-schema.ts";

const messengerCharactersMax = 2000;
const instagramBytesMax = 1000;
const metadataCharactersMax = 1000;

/** Throws Meta's refusal when text, metadata or quick replies break a limit, or parts exclude each other. */
export function checkContent(message: OutgoingMessage, platform: Platform): void {
  checkParts(message, platform);
  if (message.text !== undefined) checkText(message.text, platform);
  if ((message.metadata?.length ?? 0) > metadataCharactersMax) {
    throw badParameter("Length of param message[metadata] must be less than or equal to 1000");
  }
  checkQuickReplies(message.quick_replies ?? [], platform);
}

function checkParts(message: OutgoingMessage, platform: Platform): void {
  const { text, attachment, attachments, sticker_id } = message;
  const others = [attachment, attachments, sticker_id].filter((part) => part !== undefined);
  if (text === undefined && others.length === 0) {
    throw badParameter("Must provide text or attachment in param message");
  }
  if (text !== undefined && others.length > 0) {
    throw badParameter("Cannot send both text and attachment in one message");
  }
  if (others.length > 1) throw badParameter("Cannot send several kinds of content in one message");
  if (sticker_id !== undefined && platform === "instagram") {
    throw badParameter("Stickers cannot be sent to Instagram", 2534015);
  }
  if (attachments === undefined) return;
  if (platform === "messenger") throw badParameter("Param message[attachments] is not supported");
  if (attachments.some(({ type }) => type !== "image")) {
    throw badParameter("Param message[attachments] takes images only", 2534015);
  }
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
