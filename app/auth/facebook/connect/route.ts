import { viewerOrNull } from "#app/_server.ts";
import { beginConnect } from "#lib/channels/begin-connect.ts";
import { missingPermissions } from "#lib/channels/list-pages.ts";
import { isOwnNavigation } from "#lib/http/own-origin.ts";
import { problem, tooManyRequests } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** Sends the admin to Facebook's dialog. A GET, because a popup opens on it within the click. */
export async function GET(request: Request): Promise<Response> {
  const needs = await services();
  if (!isOwnNavigation(request.headers)) {
    return problem(403, "bad_origin", "Start connecting Facebook from Switchboard itself.");
  }
  const viewer = await viewerOrNull();
  if (viewer === null)
    return redirect(`${needs.settings.APP_BASE_URL}/login?callbackUrl=%2Fsettings%2Fintegrations`);

  const waitMs = await needs.limits.take("connect-start", viewer.userId);
  if (waitMs !== null) return tooManyRequests(waitMs);
  const query = new URL(request.url).searchParams;
  const attempt = {
    userId: viewer.userId,
    popup: query.get("display") === "popup",
    now: new Date(),
    declined: query.has("rerequest") ? await missingPermissions(needs, viewer) : [],
  };
  return redirect(await beginConnect(needs, attempt));
}

function redirect(location: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}
