/** A link that may be opened, and the host to show with it; null for anything but http and https. */
export function webLinkOf(link: string | null): { href: string; host: string } | null {
  const url = link === null ? null : URL.parse(link);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  return { href: url.href, host: url.host.replace(/^www\./, "") };
}

type Point = { latitude: number; longitude: number };

/** The place on OpenStreetMap. */
export function mapLinkOf({ latitude, longitude }: Point): string {
  const marker = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  return `https://www.openstreetmap.org/?${marker}#map=16/${latitude}/${longitude}`;
}

/** Five decimals are a metre. */
export function pointWords({ latitude, longitude }: Point): string {
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** The name at the end of a file's address; null when it has none. */
export function fileNameOf(link: string | null): string | null {
  const last = (link === null ? null : URL.parse(link))?.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last) || null;
  } catch {
    return last;
  }
}
