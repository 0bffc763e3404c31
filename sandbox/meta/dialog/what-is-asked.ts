import { hasPermission } from "#sandbox/state/grant.ts";
import type { Login } from "#sandbox/state/logins.ts";
import { world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import type { DialogRequest } from "./read-request.ts";

export type Asked = { permissions: string[]; pages: Page[] };

/** What the dialog puts to this person: everything, or when asking again only what is missing. */
export function whatIsAsked(request: DialogRequest, login: Login): Asked {
  const pages = world.pages.filter(({ id }) => login.roles.has(id));
  if (!request.asksAgain) return { permissions: request.permissions, pages };
  const { grant } = login;
  return {
    permissions: request.permissions.filter((name) => !hasPermission(grant, name)),
    pages: pages.filter(({ id }) => !grant.pageIds.has(id)),
  };
}
