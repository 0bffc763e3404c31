import { familyOf, fileTypeOf } from "./file-type.ts";

/** How a file is handed to the browser: shown in place, or saved. */
type Serving = { type: string; isShown: boolean };

/**
 * Decides by what a file claims to be and by what it begins with. What we never show is saved as
 * bytes without a type; what claims to be shown and is something else is refused.
 *
 * @param head The first bytes; null when they are not there, in a later part of the file.
 * @returns Null when it is refused.
 */
export function servingOf(contentType: string, head: Uint8Array | null): Serving | null {
  const claimed = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  const family = familyOf(claimed);
  if (family === null) return { type: "application/octet-stream", isShown: false };
  // A player asks for parts; with their type and `nosniff` they can be nothing but sound or film.
  if (head === null) return family === "film" ? { type: claimed, isShown: true } : null;

  const real = fileTypeOf(head);
  if (real?.family !== family) return null;
  return { type: family === "film" ? claimed : real.type, isShown: family !== "pdf" };
}
