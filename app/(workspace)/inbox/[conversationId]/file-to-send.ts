import type { Platform } from "#lib/forms/views.ts";

type File = { name: string; type: string; size: number };

/** Meta's words for what a file can be sent as. */
type FileType = "image" | "audio" | "video" | "file";

export type FileProblem = "empty" | "too_large" | "not_on_instagram";

const MIB = 1024 * 1024;

/** Meta's limits (docs/wire/meta.md#send-api). */
const MIB_MAX: Readonly<Record<FileType, number>> = {
  image: 8,
  audio: 25,
  video: 25,
  file: 25,
};

const INSTAGRAM: Readonly<Record<FileType, RegExp>> = {
  image: /^image\/(png|jpeg|gif)$/,
  audio: /^audio\/(aac|mp4|m4a|x-m4a|wav|x-wav|wave)$/,
  video: /^video\/(mp4|ogg|x-msvideo|quicktime|webm)$/,
  file: /^application\/pdf$/,
};

/** What a file would be sent as, and why its platform would refuse it. */
export function judgeFile(
  { type, size }: File,
  platform: Platform,
): { type: FileType; problem: FileProblem | null } {
  const kind = fileTypeOf(type);
  const problemOf = (): FileProblem | null => {
    if (size === 0) return "empty";
    if (size > MIB_MAX[kind] * MIB) return "too_large";
    return platform === "instagram" && !INSTAGRAM[kind].test(type) ? "not_on_instagram" : null;
  };
  return { type: kind, problem: problemOf() };
}

function fileTypeOf(type: string): FileType {
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return "image";
  if (type.startsWith("audio/")) return "audio";
  return type.startsWith("video/") ? "video" : "file";
}
