import { createHash } from "node:crypto";
import { findAttachmentId, keepAttachmentId } from "#db/queries/meta-attachments.ts";
import type { Message } from "#db/schema/messages.ts";
import {
  type Attachment,
  type Content,
  contentSchema,
  type Source,
} from "#lib/forms/outgoing-content.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { uploadAttachment } from "#lib/meta/send.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** What is sent, and which of its attachment ids come from earlier messages. */
export type Ready = { content: Content; reusedIds: readonly string[] };

/**
 * A message's content with its files at Meta: each address is uploaded once for its channel and then
 * known by its id. Done before the message is claimed, because Meta may take long to fetch a video,
 * and here a failure is certain to have sent nothing. What Meta does not want to have uploaded stays
 * an address; sending it tells why.
 *
 * @throws {AppError}
 */
export async function uploadContent(
  message: Pick<Message, "text" | "content">,
  pageToken: string,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<Ready> {
  if (message.content === null) return { content: { text: message.text ?? "" }, reusedIds: [] };
  const content = contentSchema.parse(message.content);
  const reusedIds: string[] = [];
  const toUploaded = async ({ url, ...attachment }: Attachment): Promise<Attachment> => {
    if (url === undefined) return attachment;
    const { id, isReused } = await uploadOnce(attachment.type, url, pageToken, turn, needs);
    if (id === null) return { ...attachment, url };
    if (isReused) reusedIds.push(id);
    return { ...attachment, attachment_id: id };
  };

  const { attachment, images } = content;
  if (attachment !== undefined) {
    return { content: { ...content, attachment: await toUploaded(attachment) }, reusedIds };
  }
  if (images === undefined) return { content, reusedIds };
  const uploaded: Source[] = [];
  for (const image of images) {
    const { type: _, ...source } = await toUploaded({ type: "image", ...image });
    uploaded.push(source);
  }
  return { content: { ...content, images: uploaded }, reusedIds };
}

/** Null: Meta does not want to have it uploaded. */
async function uploadOnce(
  type: Attachment["type"],
  url: string,
  pageToken: string,
  { channel }: Turn,
  { db, graph }: ReplyNeeds,
): Promise<{ id: string | null; isReused: boolean }> {
  const sourceUrlHash = createHash("sha256").update(url).digest("hex");
  const source = { crmChannelId: channel.id, sourceUrlHash, type };
  const known = await findAttachmentId(db, source);
  if (known !== null) return { id: known, isReused: true };
  const { facebookPageId: pageId, platform } = channel;
  try {
    const id = await uploadAttachment(graph, { pageId, pageToken, platform }, { type, url });
    await keepAttachmentId(db, source, id);
    return { id, isReused: false };
  } catch (error) {
    if (error instanceof MetaError && error.kind === "refused")
      return { id: null, isReused: false };
    throw error;
  }
}
