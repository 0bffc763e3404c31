import { linkedInstagram } from "#sandbox/state/appearances.ts";
import { timeOn } from "#sandbox/state/clock.ts";
import type { Grant } from "#sandbox/state/grant.ts";
import { type Login, loginOf } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { issueCode } from "#sandbox/state/tokens.ts";
import type { DialogRequest } from "./read-request.ts";
import { whatIsAsked } from "./what-is-asked.ts";

/**
 * Ends the dialog: keeps what was ticked, answers the address to send the browser to.
 * `pages`, `permissions` and `instagram_accounts` may be ticked one by one or be "all".
 */
export function consent(sandbox: Sandbox, request: DialogRequest, form: URLSearchParams): string {
  const target = new URL(request.redirectUri);
  if (form.get("action") === "continue") {
    const login = loginOf(sandbox.logins, request.user.id);
    const now = timeOn(sandbox.clock);
    logIn(login, grantOf(sandbox, { request, login, form }), now);
    sandbox.changes.emit("change");
    const code = issueCode(sandbox.tokens, {
      userId: login.user.id,
      clientId: sandbox.config.appId,
      redirectUri: request.redirectUri,
      now,
    });
    target.searchParams.set("code", code.value);
    if (request.returnsScopes) addScopes(login.grant, target);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_code", "200");
    target.searchParams.set("error_reason", "user_denied");
    target.searchParams.set("error_description", "Permissions error");
  }
  if (request.state !== null) target.searchParams.set("state", request.state);
  // Facebook appends this fragment; it never reaches a server but confuses client routers.
  return `${target.href}#_=_`;
}

function logIn(login: Login, grant: Grant, now: number): void {
  login.grant = grant;
  login.loggedInAt = now;
  login.isAtCheckpoint = false;
}

/** Asking again adds to what is granted, any other consent replaces it. */
function grantOf(
  sandbox: Sandbox,
  { request, login, form }: { request: DialogRequest; login: Login; form: URLSearchParams },
): Grant {
  const asked = whatIsAsked(sandbox, request);
  const ticked = choices(form, "permissions", asked.permissions);
  const isRefused = request.isBusinessLogin && ticked.length < asked.permissions.length;
  const kept = request.asksAgain ? login.grant : null;
  const permissions: Grant["permissions"] = new Map([
    ["public_profile", "granted"],
    ...(kept?.permissions ?? []),
  ]);
  for (const name of asked.permissions) {
    permissions.set(name, ticked.includes(name) && !isRefused ? "granted" : "declined");
  }
  const pageIds = choices(
    form,
    "pages",
    asked.pages.map(({ id }) => id),
  );
  const linked = asked.pages
    .filter(({ id }) => pageIds.includes(id))
    .flatMap((page) => linkedInstagram(sandbox.appearances, page)?.id ?? []);
  const instagramIds = form.has("instagram_accounts")
    ? choices(form, "instagram_accounts", linked)
    : linked;
  return {
    permissions,
    pageIds: new Set([...(kept?.pageIds ?? []), ...pageIds]),
    instagramIds: new Set([...(kept?.instagramIds ?? []), ...instagramIds]),
  };
}

function choices(form: URLSearchParams, name: string, possible: string[]): string[] {
  const chosen = form.getAll(name);
  return chosen.includes("all") ? possible : possible.filter((value) => chosen.includes(value));
}

function addScopes(grant: Grant, target: URL): void {
  const named = (wanted: string) =>
    [...grant.permissions].flatMap(([name, status]) => (status === wanted ? [name] : []));
  target.searchParams.set("granted_scopes", named("granted").join(","));
  target.searchParams.set("denied_scopes", named("declined").join(","));
}
