import { hasPermission } from "#sandbox/state/grant.ts";
import { world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { pictureUrl, showPage } from "./page-node.ts";
import { pagedAnswer } from "./paged.ts";
import { textParam } from "./params.ts";

const usualPageFields = "access_token,category,category_list,name,id,tasks";
// Small on purpose: whoever reads one result page only, loses pages.
const resultPageRows = 3;

export function showUser(call: AuthorisedCall) {
  const fields = readFields(textParam(call.params, "fields"), "id,name");
  return pickFields("User", fields, {
    id: () => world.user.id,
    name: () => world.user.name,
    picture: () => ({
      data: {
        height: 50,
        is_silhouette: false,
        url: pictureUrl(call, world.user.picture),
        width: 50,
      },
    }),
  });
}

export function listPermissions(call: AuthorisedCall) {
  const entries = [...call.sandbox.grant.permissions];
  return { data: entries.map(([permission, status]) => ({ permission, status })) };
}

export function listOwnPages(call: AuthorisedCall) {
  const pages = visiblePages(call);
  return pagedPages(call, pages, `${world.user.id}/accounts`);
}

export function listBusinesses(call: AuthorisedCall) {
  const isVisible = hasPermission(call.sandbox.grant, "business_management");
  return { data: isVisible ? [{ id: world.business.id, name: world.business.name }] : [] };
}

export function listBusinessPages(call: AuthorisedCall) {
  const pages = visiblePages(call).filter((page) => page.isInBusiness);
  return pagedPages(call, pages, `${world.business.id}/owned_pages`);
}

export function listClientPages() {
  return { data: [] };
}

export function visiblePages(call: AuthorisedCall): Page[] {
  const { grant } = call.sandbox;
  if (!hasPermission(grant, "pages_show_list")) return [];
  const seesBusiness = hasPermission(grant, "business_management");
  return world.pages.filter(
    (page) => grant.pageIds.has(page.id) && (seesBusiness || !page.isInBusiness),
  );
}

function pagedPages(call: AuthorisedCall, pages: Page[], path: string) {
  return pagedAnswer(call, pages, {
    path,
    pageSizeMax: resultPageRows,
    keyOf: (page) => page.id,
    show: (page) => showPage(call, page, usualPageFields),
  });
}
