const anyOrigin = "http://switchboard.invalid";

/**
 * Where to go after signing in: a path of this site, or the inbox. Another site's address, also
 * one that browsers would read as such (`//host`, `/\host`, a tab in between), is never followed.
 */
export function safePath(wished: unknown): string {
  const home = "/inbox";
  if (typeof wished !== "string" || !wished.startsWith("/")) return home;
  if (!URL.canParse(wished, anyOrigin)) return home;
  const url = new URL(wished, anyOrigin);
  if (url.origin !== anyOrigin || url.pathname.startsWith("//")) return home;
  if (url.pathname === "/login" || url.pathname.startsWith("/api/")) return home;
  return `${url.pathname}${url.search}${url.hash}`;
}
