import { html } from "hono/html";
import { dialogStyle } from "./dialog-style.ts";

type Html = ReturnType<typeof html>;

/** The shell of every page of the dialog. */
export function dialogFrame(given: { title: string; isPopup: boolean; content: Html }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${given.title} · Sandbox login</title>
${dialogStyle}
</head>
<body><main class="${given.isPopup ? "popup" : "page"}">${given.content}</main></body>
</html>`;
}
