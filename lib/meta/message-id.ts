import { createHash } from "node:crypto";

const MID_CHARACTERS_MAX = 512;

/** Meta's message id, or a digest of one that is too long for PostgreSQL's indexes. */
export function messageIdOf(mid: string): string {
  if (mid.length <= MID_CHARACTERS_MAX) return mid;
  return createHash("sha256")
    .update(JSON.stringify([mid]))
    .digest("hex");
}
