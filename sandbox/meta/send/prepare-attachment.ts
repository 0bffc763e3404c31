import { z } from "zod";
import { signedUrl } from "#sandbox/media/signed-url.ts";
import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Account } from "#sandbox/world.ts";
import { fetchMedia } from "./fetch-media.ts";
import { findUpload } from "./find-upload.ts";
import { checkFormat, checkSize, mediaTypes } from "./media-formats.ts";
import { type OutgoingAttachment, readPart } from "./send-schema.ts";

const mediaSchema = z.object({
  url: z.string().optional(),
  // A number is refused: ids of attachments are text.
  attachment_id: z.string().optional(),
  // Of no effect while sending in one step.
  is_reusable: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});

/** An image, sound, video or file as its echo shows it; throws Meta's refusal when it cannot be sent. */
export function prepareMedia(call: AuthorisedCall, account: Account, given: OutgoingAttachment) {
  const { type, payload } = given;
  checkType(type);
  const media = readPart("message[attachment][payload]", mediaSchema, payload);
  const url = signedUrl(call.sandbox, call.origin, findPath(call, account, { type, ...media }));
  return { type, payload: { url } };
}

export function checkType(type: string): void {
  if (mediaTypes.includes(type)) return;
  const known = [...mediaTypes, "template"].join(", ");
  throw badParameter(
    `Param message[attachment][type] must be one of {${known}} - got "${type}".`,
    2018047,
  );
}

function findPath(
  call: AuthorisedCall,
  account: Account,
  media: { type: string } & z.infer<typeof mediaSchema>,
): string {
  const { type, url, attachment_id } = media;
  if ((url === undefined) === (attachment_id === undefined)) {
    throw badParameter("Param message[attachment][payload] needs either url or attachment_id");
  }
  if (attachment_id !== undefined) {
    return `uploads/${findUpload(call, account, { id: attachment_id, type }).id}`;
  }
  const file = fetchMedia(call.sandbox, { url: url ?? "", type });
  const { contentType, bytes, path } = file;
  checkFormat({ type, contentType, platform: account.platform, isUpload: false });
  checkSize(type, bytes.length);
  return path;
}
