import { createGrant, type Grant, hasPermission } from "#sandbox/state/grant.ts";
import { coversInstagram, coversPage, type Login, loginOf } from "#sandbox/state/logins.ts";
import { findPage } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { hasTask } from "#sandbox/world-users.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { GraphError, unknownObject } from "./graph-error.ts";

/** The person whose token calls; null when it is the app itself. */
export function loginOfCall(call: AuthorisedCall): Login | null {
  const { caller, sandbox } = call;
  return caller.kind === "app" ? null : loginOf(sandbox.logins, caller.token.userId);
}

/** What the person behind the token has allowed; nothing when the app itself calls. */
export function grantOfCall(call: AuthorisedCall): Grant {
  return loginOfCall(call)?.grant ?? createGrant();
}

/** Throws Meta's refusal unless the person granted the permission, with a page's token for that page. */
export function requirePermission(call: AuthorisedCall, permission: string, code = 200): void {
  if (isGranted(call, permission)) return;
  throw new GraphError(`(#${code}) Requires ${permission} permission to manage the object`, {
    code,
    status: 403,
  });
}

function isGranted(call: AuthorisedCall, permission: string): boolean {
  const login = loginOfCall(call);
  if (login === null) return false;
  if (call.caller.kind !== "page") return hasPermission(login.grant, permission);
  const { pageId } = call.caller;
  if (permission.startsWith("pages_")) return coversPage(login, permission, pageId);
  const instagram = findPage(pageId)?.instagram;
  return instagram
    ? coversInstagram(login, permission, instagram.id)
    : hasPermission(login.grant, permission);
}

/** Throws unless the call bears the token of exactly this page. */
export function requirePageToken(call: AuthorisedCall, page: Page): void {
  if (call.caller.kind !== "page") {
    throw new GraphError("(#210) A page access token is required to request this resource.", {
      code: 210,
    });
  }
  if (call.caller.pageId !== page.id) throw unknownObject(call.method, page.id);
}

/** Throws unless the person behind the token may do at least one of these at the page. */
export function requireTask(call: AuthorisedCall, page: Page, tasks: string[]): void {
  const own = loginOfCall(call)?.roles.get(page.id) ?? [];
  if (tasks.some((task) => hasTask(own, task))) return;
  throw new GraphError(
    "(#200) User does not have sufficient administrative permission for this action on this page.",
    { code: 200, status: 403 },
  );
}
