import { html } from "hono/html";
import {
  type Appearances,
  appearanceOf,
  type InstagramAppearance,
  linkedInstagram,
  pictureKey,
} from "#sandbox/state/appearances.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { type FacebookUser, users } from "#sandbox/world-users.ts";
import { dialogFrame } from "./dialog-frame.ts";
import { permissionTexts } from "./permissions.ts";
import { type DialogRequest, userParameter } from "./read-request.ts";
import { type Asked, whatIsAsked } from "./what-is-asked.ts";

/** The consent screen: who you are, what the app asks for, which pages it may use. */
export function dialogPage(sandbox: Sandbox, request: DialogRequest, path: string) {
  const { user } = request;
  const asked = whatIsAsked(sandbox, request);
  return dialogFrame({
    title: "Log in",
    isPopup: request.isPopup,
    content: html`<form method="post" action="${path}/consent">
<header>
<span class="badge">Sandbox, not the real Facebook</span>
<h1>Continue as ${user.name}?</h1>
<p>Switchboard asks for access to your Pages and Instagram accounts.</p>
</header>
<div class="who"><img src="/media/${user.key}.svg" alt=""><div>${user.name}<br><p>Signed in</p></div></div>
<p class="others">${users.filter((other) => other !== user).map((other) => otherUser(request, path, other))}</p>
${request.query.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="${userParameter}" value="${user.key}">
<input type="hidden" name="instagram_accounts" value="">
${choices(sandbox, request, asked)}
<footer>
<button type="submit" name="action" value="cancel">Cancel</button>
<button type="submit" name="action" value="continue" class="main">Continue</button>
</footer>
</form>`,
  });
}

function otherUser(request: DialogRequest, path: string, other: FacebookUser) {
  const query = new URLSearchParams([...request.query, [userParameter, other.key]]);
  return html`<a href="${path}?${query.toString()}">Log in as ${other.name}</a>`;
}

function choices(sandbox: Sandbox, request: DialogRequest, asked: Asked) {
  const { permissions, pages } = asked;
  if (request.asksAgain && permissions.length + pages.length === 0) {
    return html`<fieldset><legend>What Switchboard may do</legend>
<p>You have allowed everything that Switchboard asks for.</p></fieldset>`;
  }
  return html`${
    request.asksAgain && permissions.length === 0
      ? ""
      : html`<fieldset><legend>What Switchboard may do</legend>${permissionChoices(permissions)}</fieldset>`
  }
${pages.length === 0 ? "" : html`<fieldset><legend>Pages and Instagram accounts</legend>${pages.map((page) => pageChoice(sandbox.appearances, page))}</fieldset>`}`;
}

function permissionChoices(permissions: string[]) {
  if (permissions.length === 0) {
    return html`<p>Your name and profile picture</p>`;
  }
  return permissions.map(
    (name) => html`<div class="choice">
<input type="checkbox" checked name="permissions" value="${name}" id="permission-${name}" aria-describedby="about-${name}">
<div><label for="permission-${name}">${name}</label>
<small id="about-${name}">${permissionTexts[name] ?? "Used by this app"}</small></div></div>`,
  );
}

function pageChoice(appearances: Appearances, page: Page) {
  const { name, pictures } = appearanceOf(appearances, page);
  const instagram = linkedInstagram(appearances, page);
  return html`<div class="choice">
<input type="checkbox" checked name="pages" value="${page.id}" id="page-${page.id}" aria-describedby="about-${page.id}">
<img src="/media/${pictureKey(page.id, pictures)}.svg" alt="">
<div><label for="page-${page.id}">${name}</label><small id="about-${page.id}">${page.category}</small></div></div>
${instagram ? instagramChoice(instagram) : ""}`;
}

function instagramChoice({ id, username, pictures }: InstagramAppearance) {
  return html`<div class="choice linked">
<input type="checkbox" checked name="instagram_accounts" value="${id}" id="ig-${id}" aria-describedby="about-${id}">
<img src="/media/${pictureKey(id, pictures)}.svg" alt="">
<div><label for="ig-${id}">@${username}</label><small id="about-${id}">Instagram</small></div></div>`;
}
