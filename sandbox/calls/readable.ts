import type { Logged } from "./call-log.ts";
import { maskSecrets } from "./mask.ts";

const shownMax = 64_000;

/** A body for the log, at most its first 64,000 characters. */
export function logBody(contentType: string | null, body: string): Logged {
  // A slice would keep the whole body alive, and of a long one JSON is not left anyway.
  const kept = body.length > shownMax ? Buffer.from(body.slice(0, shownMax)).toString() : body;
  return { size: kept.length, show: () => readable(contentType, kept) };
}

/** A body as it may be shown: parsed where it can be, without secrets. */
export function readable(contentType: string | null, body: string): unknown {
  if (contentType?.includes("html")) return `${body.length} characters of HTML`;
  if (contentType?.includes("x-www-form-urlencoded")) {
    return maskSecrets(Object.fromEntries(new URLSearchParams(body)));
  }
  try {
    return maskSecrets(JSON.parse(body));
  } catch {
    // Not JSON: shown as it came.
    return maskSecrets(body.slice(0, 2000));
  }
}
