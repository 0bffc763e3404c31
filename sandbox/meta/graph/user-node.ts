import { hasPermission } from "#sandbox/state/grant.ts";
import type { Login } from "#sandbox/state/logins.ts";
import { world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { pictureUrl, showPage } from "./page-node.ts";
import { pagedAnswer } from "./paged.ts";
import { textParam } from "./params.ts";
import { loginOfCall } from "./require-permission.ts";

const usualPageFields = "access_token,category,category_list,name,id,tasks";
// Small on purpose: whoever reads one result page only, loses pages.
const resultPageRows = 3;

export function showUser(call: AuthorisedCall, { user }: Login) {
  const fields = readFields(textParam(call.params, "fields"), "id,name");
  return pickFields("User", fields, {
    id: () => user.id,
    name: () => user.name,
    picture: () => ({
      data: { height: 50, is_silhouette: false, url: pictureUrl(call, user.key), width: 50 },
    }),
  });
}

export function listPermissions({ grant }: Login) {
  return { data: [...grant.permissions].map(([permission, status]) => ({ permission, status })) };
}

export function listOwnPages(call: AuthorisedCall, { user }: Login) {
  const pages = visiblePages(call).filter(({ portfolio }) => portfolio?.isListed ?? true);
  return pagedPages(call, pages, `${user.id}/accounts`);
}

export function listBusinesses({ grant }: Login) {
  const { id, name } = world.business;
  return { data: hasPermission(grant, "business_management") ? [{ id, name }] : [] };
}

export function listBusinessPages(call: AuthorisedCall, edge: "owned_pages" | "client_pages") {
  const pages = visiblePages(call).filter(({ portfolio }) => portfolio?.edge === edge);
  return pagedPages(call, pages, `${world.business.id}/${edge}`);
}

/** The pages that the person has a role at and has ticked, those of portfolios among them. */
export function visiblePages(call: AuthorisedCall): Page[] {
  const login = loginOfCall(call);
  if (!login || !hasPermission(login.grant, "pages_show_list")) return [];
  const seesBusiness = hasPermission(login.grant, "business_management");
  return world.pages.filter(
    ({ id, portfolio }) =>
      login.roles.has(id) && login.grant.pageIds.has(id) && (seesBusiness || portfolio === null),
  );
}

function pagedPages(call: AuthorisedCall, pages: Page[], path: string) {
  const isOfBusiness = path.startsWith(world.business.id);
  return pagedAnswer(call, pages, {
    path,
    pageSizeMax: resultPageRows,
    keyOf: (page) => page.id,
    show: (page) => {
      const shown = showPage(call, page, usualPageFields);
      if (isOfBusiness && page.portfolio?.hidesToken) delete shown.access_token;
      return shown;
    },
  });
}
