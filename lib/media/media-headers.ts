import type { servingOf } from "./serving.ts";

const FILE_NAME_CHARS_MAX = 100;

/** The headers of our answer: nothing of another server's passes unless it is named here. */
export function mediaHeaders(
  url: URL,
  serving: NonNullable<ReturnType<typeof servingOf>>,
  passed: { contentLength: number | null; contentRange: string | null },
): Headers {
  const headers = new Headers({
    "content-type": serving.type,
    "content-disposition": serving.isShown ? "inline" : saveAs(url),
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=3600",
    // next.config.mjs names it again: what it sets for every path would win over this one.
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  if (passed.contentLength !== null) headers.set("content-length", String(passed.contentLength));
  if (passed.contentRange !== null) headers.set("content-range", passed.contentRange);
  return headers;
}

/** Meta's addresses of files end in the file's name. */
function saveAs(url: URL): string {
  const name = decode(url.pathname.split("/").at(-1) ?? "")
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, "_")
    .replace(/^[. ]+/, "")
    .slice(-FILE_NAME_CHARS_MAX)
    .toWellFormed();
  return name === "" ? "attachment" : `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
