import { z } from "zod";
import { mediaUrlsOf } from "#lib/forms/media-urls.ts";
import { ATTACHMENT_TYPES } from "#lib/forms/outgoing-content.ts";

const fileSchema = z.looseObject({
  type: z.enum(ATTACHMENT_TYPES),
  payload: z.looseObject({}).optional().catch(undefined),
});

/**
 * The files of a message of ours with the addresses at which Meta's echo shows them, for those that
 * have none: what was uploaded is known by its id only.
 *
 * @returns Null when the echo tells nothing new.
 */
export function withShownFiles(
  ours: readonly unknown[],
  shown: readonly unknown[],
): unknown[] | null {
  if (ours.length !== shown.length) return null;
  const completed = ours.map((attachment, index) => complete(attachment, shown[index]));
  return completed.some((attachment, index) => attachment !== ours[index]) ? completed : null;
}

function complete(attachment: unknown, shown: unknown): unknown {
  const file = fileSchema.safeParse(attachment);
  const [url] = mediaUrlsOf(shown);
  if (!file.success || url === undefined || mediaUrlsOf(attachment).length > 0) return attachment;
  return { ...file.data, payload: { ...file.data.payload, url } };
}
