/** Where Meta keeps what is attached to messages; never the bare domains. */
const META_HOST = /^[a-z0-9.-]+\.(fbcdn\.net|fbsbx\.com|cdninstagram\.com)$/;

/**
 * The address as it will be asked for, or null when we ask for no such thing.
 *
 * @param sandboxOrigin An origin that is allowed besides Meta's hosts; null outside of a sandbox.
 */
export function allowedMediaUrl(text: string, sandboxOrigin: string | null): URL | null {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  if (sandboxOrigin !== null && url.origin === sandboxOrigin) return url;
  return url.protocol === "https:" && url.port === "" && META_HOST.test(url.hostname) ? url : null;
}

/** The sandbox plays Meta on plain http, which the environment allows on loopback only. */
export function sandboxOriginOf(graphUrl: string): string | null {
  const { protocol, origin } = new URL(graphUrl);
  return protocol === "http:" ? origin : null;
}
