import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Upload } from "#sandbox/state/media.ts";
import type { Account } from "#sandbox/world.ts";

const lifetimeMs = 90 * 24 * 3_600_000;

/** The page's own upload; throws Meta's refusal when it is another's, too old, or of another type. */
export function findUpload(
  call: AuthorisedCall,
  account: Account,
  wanted: { id: string; type: string },
): Upload {
  const upload = call.sandbox.media.uploads.get(wanted.id);
  const isOwn = upload?.pageId === account.page.id && upload.platform === account.platform;
  if (!upload || !isOwn || upload.isSpent || call.now - upload.at > lifetimeMs) {
    throw badParameter(
      "Attachment ID does not exist, has expired, or is owned by another page",
      2018074,
    );
  }
  if (upload.type !== wanted.type) {
    throw badParameter(`The attachment is of type ${upload.type}, not ${wanted.type}`, 2018047);
  }
  if (!upload.isReusable) upload.isSpent = true;
  return upload;
}
