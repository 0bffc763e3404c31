/**
 * Whether a request comes from our own pages or from no browser at all. Browsers name the origin of
 * every cross-origin POST, so a request that names none cannot be forged by a foreign page.
 */
export function isOwnOrigin(headers: Headers, appBaseUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === new URL(appBaseUrl).origin;
  return isOwnNavigation(headers);
}

/** Whether a GET was asked for by our own page, by the address bar, or by no browser at all. */
export function isOwnNavigation(headers: Headers): boolean {
  return ["same-origin", "none", null].includes(headers.get("sec-fetch-site"));
}
