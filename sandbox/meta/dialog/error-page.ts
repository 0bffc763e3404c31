import { html } from "hono/html";
import { dialogFrame } from "./dialog-frame.ts";

/** Shown instead of the dialog when the address itself is wrong; the app is never called back. */
export function errorPage(title: string, text: string) {
  return dialogFrame({
    title,
    isPopup: false,
    content: html`<header>
<span class="badge">Sandbox</span>
<h1>${title}</h1>
<p style="padding-bottom: 24px">${text}</p>
</header>`,
  });
}
