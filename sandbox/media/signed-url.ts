import { createHmac } from "node:crypto";
import type { Sandbox } from "#sandbox/state/sandbox.ts";

/** The address of a file as Meta's own hosts give it out: signed, and good for a while only. */
export function signedUrl(sandbox: Sandbox, origin: string, path: string): string {
  const { media, settings } = sandbox;
  media.issued += 1;
  const url = new URL(`/media/${path}`, origin);
  url.searchParams.set("_nc_ohc", media.issued.toString(36));
  url.searchParams.set("oe", (Date.now() + settings.media_lives_ms).toString(16).toUpperCase());
  url.searchParams.set("oh", hashOf(media.key, url));
  return url.href;
}

/** The path behind an address of the sandbox's media host, whatever port it was reached by; null for others. */
export function mediaPathOf(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isHere = url !== null && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  return isHere && url.pathname.startsWith("/media/") ? url.pathname.slice("/media/".length) : null;
}

/** The status that refuses an address; null for a good one. */
export function refusalOf(sandbox: Sandbox, address: string): 403 | 410 | null {
  const { media } = sandbox;
  const url = new URL(address);
  if (url.searchParams.get("oh") !== hashOf(media.key, url)) return 403;
  const serial = serialOf(url);
  if (serial <= media.endedUpTo || media.ended.has(serial)) return media.endedStatus;
  const endsAt = Number.parseInt(url.searchParams.get("oe") ?? "", 16);
  return endsAt > Date.now() ? null : 403;
}

/** Ends one address before its time, or all that were given out so far. */
export function endUrls(sandbox: Sandbox, address: string | null, status: 403 | 410): void {
  const { media } = sandbox;
  media.endedStatus = status;
  if (address === null) media.endedUpTo = media.issued;
  else media.ended.add(serialOf(new URL(address)));
}

function serialOf(url: URL): number {
  return Number.parseInt(url.searchParams.get("_nc_ohc") ?? "0", 36);
}

function hashOf(key: Buffer, url: URL): string {
  const { pathname, searchParams } = url;
  const signed = [pathname, searchParams.get("_nc_ohc"), searchParams.get("oe")].join("|");
  return createHmac("sha256", key).update(signed).digest("hex").slice(0, 32);
}
