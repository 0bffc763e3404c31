export type CookieClient = {
  /** A request as the signed-in browser would make it; redirects are answered, not followed. */
  request(pathOrUrl: string, init?: RequestInit): Promise<Response>;
};

const TIMEOUT_MS = 60_000;

/** Keeps the cookies of one origin, and sends what a browser sends with a request of the app's own page. */
export function createCookieClient(origin: string): CookieClient {
  const cookies = new Map<string, string>();
  return {
    async request(pathOrUrl, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      headers.set("origin", origin);
      headers.set("sec-fetch-site", "same-origin");
      const response = await fetch(new URL(pathOrUrl, origin), {
        ...init,
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
      return response;
    },
  };
}

function keep(cookies: Map<string, string>, header: string): void {
  const [pair = "", ...attributes] = header.split(";");
  const name = pair.slice(0, pair.indexOf("=")).trim();
  const value = pair.slice(pair.indexOf("=") + 1).trim();
  const isGone = value === "" || attributes.some((text) => /^\s*max-age=0$/i.test(text));
  if (isGone) cookies.delete(name);
  else cookies.set(name, value);
}
