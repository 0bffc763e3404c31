import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Platform } from "#sandbox/world.ts";

export const mediaTypes = ["image", "audio", "video", "file"];

const megabyte = 1024 * 1024;

const instagramFormats: Record<string, RegExp> = {
  image: /^image\/(png|jpeg)$/,
  audio: /^audio\/(aac|mp4|m4a|x-m4a|wav|x-wav|wave)$/,
  video: /^video\/(mp4|ogg|x-msvideo|quicktime|webm)$/,
  file: /^application\/pdf$/,
};

const endings: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  m4a: "audio/mp4",
  aac: "audio/aac",
  ogg: "video/ogg",
  mp4: "video/mp4",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  webm: "video/webm",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  zip: "application/zip",
};

/** What a file behind an address most likely is; null when its name does not tell. */
export function contentTypeOf(address: string): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(new URL(address).pathname)?.[1]?.toLowerCase() ?? "";
  return endings[ending] ?? null;
}

/** Throws Meta's refusal unless the platform takes this format as this type of attachment. */
export function checkFormat(given: {
  type: string;
  contentType: string;
  platform: Platform;
  isUpload: boolean;
}): void {
  const { type, platform, isUpload } = given;
  const contentType = given.contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const fits =
    platform === "instagram"
      ? instagramFormats[type]?.test(contentType) ||
        // A GIF may be uploaded, but not sent by its address.
        (isUpload && type === "image" && contentType === "image/gif")
      : type === "file" || contentType.startsWith(`${type}/`);
  if (fits) return;
  throw badParameter(
    `Failed to upload the attachment: ${contentType} does not match the type ${type}`,
    2018047,
  );
}

/** Throws Meta's refusal when the file is too large. */
export function checkSize(type: string, bytes: number): void {
  const max = (type === "image" ? 8 : 25) * megabyte;
  if (bytes > max) throw badParameter("Attachment size exceeds allowable limit", 2018109);
}
