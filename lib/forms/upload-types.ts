import type { AttachmentType } from "./outgoing-content.ts";
import type { Platform } from "./views.ts";

const MIB = 1024 * 1024;

/** What Meta takes (docs/wire/meta.md#send-api). */
export const UPLOAD_BYTES_MAX: Readonly<Record<AttachmentType, number>> = {
  image: 8 * MIB,
  audio: 25 * MIB,
  video: 25 * MIB,
  file: 25 * MIB,
};

const INSTAGRAM: readonly [AttachmentType, RegExp][] = [
  ["image", /^image\/(png|jpe?g|gif)$/],
  ["audio", /^audio\/(aac|mp4|m4a|x-m4a|wav|wave|x-wav)$/],
  ["video", /^video\/(mp4|ogg|avi|x-msvideo|msvideo|quicktime|webm)$/],
  ["file", /^application\/pdf$/],
];

const MESSENGER: readonly [AttachmentType, RegExp][] = [
  ["image", /^image\/(png|jpe?g|gif)$/],
  ["audio", /^audio\//],
  ["video", /^video\//],
  ["file", /^[\w.+-]+\/[\w.+-]+$/],
];

/** As what a file of this media type is sent; null when the platform does not take it. */
export function attachmentTypeOf(mediaType: string, platform: Platform): AttachmentType | null {
  const plain = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  const taken = platform === "instagram" ? INSTAGRAM : MESSENGER;
  return taken.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}
