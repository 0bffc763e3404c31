import { attachmentTypeOf, UPLOAD_BYTES_MAX } from "#lib/forms/upload-types.ts";
import type { Platform } from "#lib/forms/views.ts";

type FileFacts = { type: string; size: number };

export type FileProblem = "file_empty" | "file_type" | "file_large_image" | "file_large";

/** Why the platform would refuse a file; null when it may be sent. */
export function fileProblemOf({ type, size }: FileFacts, platform: Platform): FileProblem | null {
  // Browsers know no type for many endings, and send such a file as bytes.
  const sentAs = attachmentTypeOf(type || "application/octet-stream", platform);
  if (sentAs === null) return "file_type";
  if (size === 0) return "file_empty";
  if (size <= UPLOAD_BYTES_MAX[sentAs]) return null;
  return sentAs === "image" ? "file_large_image" : "file_large";
}
