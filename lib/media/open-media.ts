import type { Db } from "#db/client.ts";
import { findAttachmentsOf, findPictureUrlOf } from "#db/queries/media.ts";
import { mediaUrlsOf } from "#lib/forms/media-urls.ts";
import { log } from "#lib/log.ts";
import { sandboxOriginOf } from "./allowed-url.ts";
import { fetchMedia, type MediaOutcome } from "./fetch-media.ts";

type Needs = { db: Db; settings: { FACEBOOK_GRAPH_URL: string } };
type Viewer = { tenantId: string };
/** The client's side of it. */
type Asked = { range: string | null; signal: AbortSignal };

/**
 * A file of a message, counted through all its attachments from 0; null when the tenant has no such
 * message or the message no such file.
 */
export async function openAttachment(
  needs: Needs,
  { tenantId }: Viewer,
  { messageId, index, ...asked }: Asked & { messageId: string; index: number },
): Promise<MediaOutcome | null> {
  const attachments = await findAttachmentsOf(needs.db, { tenantId, messageId });
  const url = attachments?.flatMap(mediaUrlsOf)[index];
  return url === undefined ? null : open(needs, url, asked, { messageId });
}

/** The customer's profile picture; null when the tenant has no such conversation, or it no picture. */
export async function openPicture(
  needs: Needs,
  { tenantId }: Viewer,
  { conversationId, ...asked }: Asked & { conversationId: string },
): Promise<MediaOutcome | null> {
  const url = await findPictureUrlOf(needs.db, { tenantId, conversationId });
  return url === null ? null : open(needs, url, asked, { conversationId });
}

async function open(
  { settings }: Needs,
  url: string,
  asked: Asked,
  subject: { messageId: string } | { conversationId: string },
): Promise<MediaOutcome> {
  const sandboxOrigin = sandboxOriginOf(settings.FACEBOOK_GRAPH_URL);
  const outcome = await fetchMedia(url, { ...asked, sandboxOrigin });
  if (outcome.status === "refused") log.info("media refused", { ...subject, code: outcome.code });
  return outcome;
}
