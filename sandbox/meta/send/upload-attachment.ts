import { z } from "zod";
import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import { structuredParam, textParam } from "#sandbox/meta/graph/params.ts";
import { requirePageToken, requirePermission } from "#sandbox/meta/graph/require-permission.ts";
import { linkedInstagram } from "#sandbox/state/appearances.ts";
import { keepUpload } from "#sandbox/state/media.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { fetchMedia } from "./fetch-media.ts";
import { checkFormat, checkSize } from "./media-formats.ts";
import { checkType } from "./prepare-attachment.ts";
import { attachmentSchema, readPart } from "./send-schema.ts";

const messageSchema = z.object({ attachment: attachmentSchema });
const payloadSchema = z
  .object({
    url: z.string().optional(),
    is_reusable: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
  })
  .default({});

/** `POST /<page>/message_attachments`: a file to be sent later, from an address or as bytes. */
export async function uploadAttachment(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  const platform = platformOf(call, page);
  const message = readPart("message", messageSchema, structuredParam(call.params, "message"));
  const { type, payload } = message.attachment;
  checkType(type);
  const { url, is_reusable } = readPart(
    "message[attachment][payload]",
    payloadSchema,
    payload ?? {},
  );
  const file = await readFile(call, url, type);
  checkFormat({ type, contentType: file.contentType, platform, isUpload: true });
  checkSize(type, file.bytes.length);
  const upload = keepUpload(call.sandbox.media, {
    pageId: page.id,
    type,
    platform,
    contentType: file.contentType,
    bytes: file.bytes,
    isReusable: String(is_reusable) === "true",
    at: call.now,
  });
  return { attachment_id: upload.id };
}

function platformOf(call: AuthorisedCall, page: Page) {
  const platform = textParam(call.params, "platform") ?? "messenger";
  if (platform !== "messenger" && platform !== "instagram") {
    throw badParameter("Param platform must be one of {messenger, instagram}");
  }
  if (platform === "messenger") {
    requirePermission(call, "pages_messaging");
    return platform;
  }
  requirePermission(call, "instagram_manage_messages", 10);
  if (linkedInstagram(call.sandbox.appearances, page) === null) {
    throw badParameter("The page is not linked to an Instagram account", 2534013);
  }
  return platform;
}

async function readFile(call: AuthorisedCall, url: string | undefined, type: string) {
  const { upload } = call;
  if ((url === undefined) === (upload === null)) {
    throw badParameter("Either a url or filedata is required");
  }
  if (upload === null) return fetchMedia(call.sandbox, { url: url ?? "", type });
  return { contentType: upload.type, bytes: Buffer.from(await upload.arrayBuffer()) };
}
