import { appearanceOf, type InstagramAppearance, pictureKey } from "#sandbox/state/appearances.ts";
import { hasPermission } from "#sandbox/state/grant.ts";
import { pageTokenUnder } from "#sandbox/state/tokens.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { holdsToken } from "#sandbox/world-users.ts";
import { type Field, pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { textParam } from "./params.ts";
import { grantOfCall, loginOfCall } from "./require-permission.ts";

/** A page as the caller may see it. */
export function showPage(call: AuthorisedCall, page: Page, fallbackFields: string) {
  const fields = readFields(textParam(call.params, "fields"), fallbackFields);
  const { name, pictures } = appearanceOf(call.sandbox.appearances, page);
  return pickFields("Page", fields, {
    id: () => page.id,
    name: () => name,
    category: () => page.category,
    category_list: () => [{ id: "2201", name: page.category }],
    tasks: () => loginOfCall(call)?.roles.get(page.id),
    link: () => `https://www.facebook.com/${page.id}`,
    access_token: () => tokenOf(call, page),
    picture: (field) => ({ data: showPicture(call, pictureKey(page.id, pictures), field) }),
    instagram_business_account: (field) => showLinkedInstagram(call, page, field, ["professional"]),
    connected_instagram_account: (field) =>
      showLinkedInstagram(call, page, field, ["professional", "personal"]),
    messaging_feature_status: () => ({ hop_v2: true, msgr_multi_app: false, ig_multi_app: false }),
  });
}

export function showInstagram(call: AuthorisedCall, account: InstagramAppearance, fields: Field[]) {
  return pickFields("IGUser", fields, {
    id: () => account.id,
    username: () => account.username,
    name: () => account.name,
    profile_picture_url: () => pictureUrl(call, pictureKey(account.id, account.pictures)),
    followers_count: () => 1284,
  });
}

export function pictureUrl(call: AuthorisedCall, key: string): string {
  return `${call.origin}/media/${key}.svg`;
}

function tokenOf(call: AuthorisedCall, page: Page): string | undefined {
  if (!holdsToken(loginOfCall(call)?.roles.get(page.id) ?? [])) return undefined;
  if (call.caller.kind === "page") return call.caller.token.value;
  if (call.caller.kind !== "user") return undefined;
  return pageTokenUnder(call.sandbox.tokens, call.caller.token, page.id, call.tokenNow).value;
}

function showPicture(call: AuthorisedCall, key: string, field: Field) {
  const side = field.modifiers.type === "large" ? 200 : 50;
  const whole = { height: side, is_silhouette: false, url: pictureUrl(call, key), width: side };
  if (field.inner === null) return whole;
  const { id: _, ...picked } = pickFields("ProfilePicture", field.inner, {
    url: () => whole.url,
    height: () => whole.height,
    width: () => whole.width,
    is_silhouette: () => whole.is_silhouette,
  });
  return picked;
}

// Without instagram_basic, or with the account left unticked, the field is simply missing.
function showLinkedInstagram(
  call: AuthorisedCall,
  page: Page,
  field: Field,
  links: InstagramAppearance["link"][],
) {
  const grant = grantOfCall(call);
  const { instagram } = appearanceOf(call.sandbox.appearances, page);
  if (!instagram || !links.includes(instagram.link)) return undefined;
  if (!hasPermission(grant, "instagram_basic") || !grant.instagramIds.has(instagram.id)) {
    return undefined;
  }
  return showInstagram(call, instagram, field.inner ?? readFields(null, "id"));
}
