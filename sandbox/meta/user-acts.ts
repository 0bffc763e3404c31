import { createGrant, type PermissionStatus } from "#sandbox/state/grant.ts";
import type { Login } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { killTokens } from "#sandbox/state/tokens.ts";
import { holdsToken } from "#sandbox/world-users.ts";

/** All tokens of the person die, of the pages too; what is granted stays granted. Answers how many. */
export function changePassword(sandbox: Sandbox, login: Login): number {
  return killTokens(sandbox.tokens, { user_id: login.user.id }, 460);
}

/**
 * The person removes the app: tokens die, nothing is granted any more, and pages that nobody else has
 * granted lose their subscription. Answers which ones.
 */
export function removeApp(sandbox: Sandbox, login: Login): { tokens: number; pages: string[] } {
  const tokens = killTokens(sandbox.tokens, { user_id: login.user.id }, 458);
  const own = [...login.grant.pageIds];
  login.grant = createGrant();
  const pages = own.filter(
    (pageId) => !isGrantedBySomebody(sandbox, pageId) && sandbox.subscriptions.pages.delete(pageId),
  );
  sandbox.changes.emit("change");
  return { tokens, pages };
}

function isGrantedBySomebody(sandbox: Sandbox, pageId: string): boolean {
  return [...sandbox.logins.values()].some(({ grant }) => grant.pageIds.has(pageId));
}

/** Another role at a page, or none. Without enough of one the person's tokens for the page die; answers how many. */
export function changeRole(
  sandbox: Sandbox,
  login: Login,
  { pageId, tasks }: { pageId: string; tasks: string[] | null },
): number {
  if (tasks === null) login.roles.delete(pageId);
  else login.roles.set(pageId, tasks);
  sandbox.changes.emit("change");
  if (holdsToken(tasks ?? [])) return 0;
  return killTokens(sandbox.tokens, { user_id: login.user.id, page_id: pageId }, 492);
}

/** As in the settings of a business integration; null: as if never asked. */
export function setPermission(
  sandbox: Sandbox,
  login: Login,
  { permission, status }: { permission: string; status: PermissionStatus | null },
): void {
  if (status === null) login.grant.permissions.delete(permission);
  else login.grant.permissions.set(permission, status);
  sandbox.changes.emit("change");
}

/** Other pages and Instagram accounts than those that were ticked. */
export function changeCoverage(
  sandbox: Sandbox,
  login: Login,
  covered: { pageIds?: string[] | undefined; instagramIds?: string[] | undefined },
): void {
  if (covered.pageIds) login.grant.pageIds = new Set(covered.pageIds);
  if (covered.instagramIds) login.grant.instagramIds = new Set(covered.instagramIds);
  sandbox.changes.emit("change");
}
