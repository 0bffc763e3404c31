import { hasPermission } from "#sandbox/state/grant.ts";
import type { Page } from "#sandbox/world-pages.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { GraphError, unknownObject } from "./graph-error.ts";

/** Throws Meta's refusal unless the person granted the permission. */
export function requirePermission(call: AuthorisedCall, permission: string, code = 200): void {
  if (hasPermission(call.sandbox.grant, permission)) return;
  throw new GraphError(`(#${code}) Requires ${permission} permission to manage the object`, {
    code,
    status: 403,
  });
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
