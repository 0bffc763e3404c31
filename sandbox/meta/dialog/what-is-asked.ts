import { linkedInstagram } from "#sandbox/state/appearances.ts";
import { hasPermission } from "#sandbox/state/grant.ts";
import { loginOf } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import type { DialogRequest } from "./read-request.ts";

export type Asked = { permissions: string[]; pages: Page[] };

/** What the dialog puts to this person: everything, or when asking again only what is missing. */
export function whatIsAsked(sandbox: Sandbox, request: DialogRequest): Asked {
  const login = loginOf(sandbox.logins, request.user.id);
  const pages = world.pages.filter(({ id }) => login.roles.has(id));
  if (!request.asksAgain) return { permissions: request.permissions, pages };
  const { grant } = login;
  return {
    permissions: request.permissions.filter((name) => !hasPermission(grant, name)),
    pages: pages.filter((page) => {
      const instagram = linkedInstagram(sandbox.appearances, page);
      const hasUncovered = instagram !== null && !grant.instagramIds.has(instagram.id);
      return !grant.pageIds.has(page.id) || hasUncovered;
    }),
  };
}
