import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { issueCode } from "#sandbox/state/tokens.ts";
import { world } from "#sandbox/world.ts";
import type { DialogRequest } from "./read-request.ts";

/**
 * Ends the dialog: keeps what was ticked, answers the address to send the browser to.
 * `pages`, `permissions` and `instagram_accounts` may be ticked one by one or be "all".
 */
export function consent(sandbox: Sandbox, request: DialogRequest, form: URLSearchParams): string {
  const target = new URL(request.redirectUri);
  if (form.get("action") === "continue") {
    storeGrant(sandbox, request, form);
    const code = issueCode(sandbox.tokens, {
      clientId: sandbox.config.appId,
      redirectUri: request.redirectUri,
      now: Date.now(),
    });
    target.searchParams.set("code", code.value);
    if (request.returnsScopes) addScopes(sandbox, target);
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

function storeGrant(sandbox: Sandbox, request: DialogRequest, form: URLSearchParams): void {
  const ticked = choices(form, "permissions", request.permissions);
  const isRefused = request.isBusinessLogin && ticked.length < request.permissions.length;
  const permissions = new Map<string, "granted" | "declined">([["public_profile", "granted"]]);
  for (const name of request.permissions) {
    permissions.set(name, ticked.includes(name) && !isRefused ? "granted" : "declined");
  }
  const everyPage = world.pages.map((page) => page.id);
  const pageIds = new Set(choices(form, "pages", everyPage));
  const linked = world.pages.flatMap((page) =>
    page.instagram && pageIds.has(page.id) ? [page.instagram.id] : [],
  );
  const instagramIds = form.has("instagram_accounts")
    ? choices(form, "instagram_accounts", linked)
    : linked;
  sandbox.grant = { permissions, pageIds, instagramIds: new Set(instagramIds) };
  sandbox.changes.emit("change");
}

function choices(form: URLSearchParams, name: string, possible: string[]): string[] {
  const chosen = form.getAll(name);
  return chosen.includes("all") ? possible : possible.filter((value) => chosen.includes(value));
}

function addScopes(sandbox: Sandbox, target: URL): void {
  const named = (wanted: string) =>
    [...sandbox.grant.permissions].flatMap(([name, status]) => (status === wanted ? [name] : []));
  target.searchParams.set("granted_scopes", named("granted").join(","));
  target.searchParams.set("denied_scopes", named("declined").join(","));
}
