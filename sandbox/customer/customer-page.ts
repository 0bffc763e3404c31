import { html, raw } from "hono/html";
import type { Person } from "#sandbox/world-people.ts";
import { fullName } from "#sandbox/world-people.ts";
import { clientScript } from "./client-script.ts";
import { customerStyle } from "./customer-style.ts";
import { extras } from "./extras.ts";
import type { ChannelChoice } from "./view-model.ts";

/** The customer's side of a conversation; everything in it is drawn by its own script. */
export function customerPage(given: {
  channels: ChannelChoice[];
  people: readonly Person[];
  account: string | null;
  person: string | null;
}) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<link rel="icon" href="data:,">
<title>You are the customer · Sandbox</title>
${customerStyle}
</head>
<body><main>
<header>
<div class="title"><h1>You are the customer</h1><span class="badge">Sandbox</span></div>
<div class="choices">
<label>Channel<select id="channel">${given.channels.map((channel) =>
    option({
      value: channel.id,
      label: channel.label,
      isChosen: channel.id === given.account,
      platform: channel.platform,
    }),
  )}</select></label>
<label>Customer<select id="customer">${given.people.map((person) =>
    option({ value: person.key, label: fullName(person), isChosen: person.key === given.person }),
  )}</select></label>
</div>
</header>
<p class="hint" id="none" role="status" ${given.channels.length > 0 ? "hidden" : ""}>No page or Instagram account is connected yet. Connect one in Switchboard; it appears here by itself.</p>
<p class="hint" id="offline" role="status" hidden>The sandbox does not answer. Trying again…</p>
<div id="scroll" tabindex="0" aria-label="Conversation" role="region">
<p class="quiet" id="empty" hidden>Nobody has written yet. Ask about opening hours, an order, sizes, delivery or returns.</p>
<ol id="bubbles" aria-live="polite"></ol>
<div id="typing" role="status" aria-label="The page is typing" hidden><i></i><i></i><i></i></div>
</div>
<p class="hint" id="problem" role="alert" hidden></p>
<div id="composing" hidden><span id="composing-text"></span><button type="button" id="stop-composing">Cancel</button></div>
<form id="form">
<details id="more" hidden><summary aria-label="More to send">+</summary><div id="extras">${extras.map(
    ({ label, on, event }) =>
      html`<button type="button" data-on="${on}" data-event="${JSON.stringify(event)}">${label}</button>`,
  )}</div></details>
<label><span class="visually-hidden">Message</span><textarea id="message" rows="1" maxlength="2000" placeholder="Write a message" autocomplete="off"></textarea></label>
<button type="submit" id="send" ${given.channels.length > 0 ? "" : "disabled"}>Send</button>
</form>
</main>
<script>${raw(clientScript())}</script>
</body>
</html>`;
}

function option(given: { value: string; label: string; isChosen: boolean; platform?: string }) {
  return html`<option value="${given.value}" ${given.isChosen ? "selected" : ""} data-platform="${given.platform ?? ""}">${given.label}</option>`;
}
