import { html } from "hono/html";
import { world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { dialogFrame } from "./dialog-frame.ts";
import { permissionTexts } from "./permissions.ts";
import type { DialogRequest } from "./read-request.ts";

/** The consent screen: who you are, what the app asks for, which pages it may use. */
export function dialogPage(request: DialogRequest, path: string) {
  const { user } = world;
  return dialogFrame({
    title: "Log in",
    isPopup: request.isPopup,
    content: html`<form method="post" action="${path}/consent">
<header>
<span class="badge">Sandbox, not the real Facebook</span>
<h1>Continue as ${user.name}?</h1>
<p>Switchboard asks for access to your Pages and Instagram accounts.</p>
</header>
<div class="who"><img src="/media/${user.picture}.svg" alt=""><div>${user.name}<br><p>Signed in</p></div></div>
${request.query.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="instagram_accounts" value="">
<fieldset><legend>What Switchboard may do</legend>${permissionChoices(request)}</fieldset>
<fieldset><legend>Pages and Instagram accounts</legend>${world.pages.map(pageChoice)}</fieldset>
<footer>
<button type="submit" name="action" value="cancel">Cancel</button>
<button type="submit" name="action" value="continue" class="main">Continue</button>
</footer>
</form>`,
  });
}

function permissionChoices(request: DialogRequest) {
  if (request.permissions.length === 0) {
    return html`<p>Your name and profile picture</p>`;
  }
  return request.permissions.map(
    (name) => html`<div class="choice">
<input type="checkbox" checked name="permissions" value="${name}" id="permission-${name}" aria-describedby="about-${name}">
<div><label for="permission-${name}">${name}</label>
<small id="about-${name}">${permissionTexts[name] ?? "Used by this app"}</small></div></div>`,
  );
}

function pageChoice(page: Page) {
  return html`<div class="choice">
<input type="checkbox" checked name="pages" value="${page.id}" id="page-${page.id}" aria-describedby="about-${page.id}">
<img src="/media/${page.id}.svg" alt="">
<div><label for="page-${page.id}">${page.name}</label><small id="about-${page.id}">${page.category}</small></div></div>
${page.instagram ? instagramChoice(page.instagram) : ""}`;
}

function instagramChoice(account: { id: string; username: string }) {
  return html`<div class="choice linked">
<input type="checkbox" checked name="instagram_accounts" value="${account.id}" id="ig-${account.id}" aria-describedby="about-${account.id}">
<img src="/media/${account.id}.svg" alt="">
<div><label for="ig-${account.id}">@${account.username}</label><small id="about-${account.id}">Instagram</small></div></div>`;
}
