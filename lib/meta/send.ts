import { z } from "zod";
import type { AttachmentType, Content } from "#lib/forms/outgoing-content.ts";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";
import { toMessage } from "./outgoing/to-message.ts";

const sentSchema = z.looseObject({ message_id: metaIdSchema });
const uploadedSchema = z.looseObject({ attachment_id: metaIdSchema });
const anySchema = z.unknown();

type Sender = {
  /** The Facebook Page that sends; Instagram accounts send by their page. */
  pageId: string;
  pageToken: string;
};

export type MessageToSend = Sender & {
  /** PSID or IGSID. */
  recipientId: string;
  /** One of Meta's messages (lib/forms/outgoing-parts.ts). */
  content: Content;
  /** Comes back in Messenger's echo; says which of our messages it is. */
  metadata: string;
  /** An answer within the window, or a teammate's after it, up to seven days (Human Agent). */
  tag: "RESPONSE" | "HUMAN_AGENT";
  /** See GraphCall. */
  startBy: number;
};

/**
 * Sends one message. Never repeated here: Meta has no idempotency key, so a repeat would
 * reach the customer twice.
 *
 * @returns Meta's message id.
 * @throws {MetaError} `mayHaveTakenEffect` tells whether the customer may have it all the same.
 */
export async function sendMessage(graph: GraphClient, message: MessageToSend): Promise<string> {
  const sent = await graph.call({
    method: "post",
    path: "me/messages",
    lane: "send",
    answer: sentSchema,
    token: message.pageToken,
    pageId: message.pageId,
    startBy: message.startBy,
    json: {
      recipient: { id: message.recipientId },
      ...(message.tag === "RESPONSE"
        ? { messaging_type: "RESPONSE" }
        : { messaging_type: "MESSAGE_TAG", tag: message.tag }),
      message: toMessage(message.content, message.metadata),
    },
  });
  return sent.message_id;
}

/** What the page does instead of saying something. */
export type SenderAction =
  | { sender_action: "typing_on" | "mark_seen" }
  | { sender_action: "react"; payload: { message_id: string; reaction: string } }
  | { sender_action: "unreact"; payload: { message_id: string } };

/**
 * A request of its own, because Meta refuses an action beside a message.
 *
 * @param signal See GraphCall.
 * @throws {MetaError}
 */
export async function sendAction(
  graph: GraphClient,
  { pageId, pageToken, recipientId }: Sender & { recipientId: string },
  action: SenderAction,
  signal?: AbortSignal,
): Promise<void> {
  await graph.call({
    method: "post",
    path: "me/messages",
    answer: anySchema,
    token: pageToken,
    pageId,
    json: { recipient: { id: recipientId }, ...action },
    ...(signal === undefined ? {} : { signal }),
  });
}

export type Upload = { type: AttachmentType } & ({ url: string } | { file: Blob; name: string });

/** Meta fetches an address within 10 s, a video's within 75 s, and takes 25 MB from us. */
const UPLOAD_MS = 80_000;

/**
 * Gives Meta a file that may then be sent as often as wanted, by this page only, for 90 days.
 *
 * @returns Its attachment id.
 * @throws {MetaError}
 */
export async function uploadAttachment(
  graph: GraphClient,
  { pageId, pageToken, platform }: Sender & { platform: "facebook" | "instagram" },
  upload: Upload,
): Promise<string> {
  const source = "url" in upload ? { url: upload.url } : {};
  const fields = {
    ...(platform === "instagram" ? { platform } : {}),
    message: { attachment: { type: upload.type, payload: { ...source, is_reusable: true } } },
  };
  const uploaded = await graph.call({
    method: "post",
    path: `${pageId}/message_attachments`,
    answer: uploadedSchema,
    token: pageToken,
    pageId,
    timeoutMs: UPLOAD_MS,
    ...("url" in upload ? { json: fields } : { form: toForm(fields, upload) }),
  });
  return uploaded.attachment_id;
}

function toForm(fields: Record<string, unknown>, { file, name }: { file: Blob; name: string }) {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) {
    form.set(field, typeof value === "string" ? value : JSON.stringify(value));
  }
  form.set("filedata", file, name);
  return form;
}
