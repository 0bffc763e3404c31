import { Hono } from "hono";
import { recordCalls } from "#sandbox/calls/record-calls.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { consent } from "./dialog/consent.ts";
import { dialogPage } from "./dialog/dialog-page.ts";
import { errorPage } from "./dialog/error-page.ts";
import { readDialogRequest } from "./dialog/read-request.ts";
import { GraphError } from "./graph/graph-error.ts";
import { readVersion } from "./graph/version.ts";

/** www.facebook.com: the login dialog and nothing else. */
export function createDialogApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.use(recordCalls(sandbox, "dialog"));
  app.use(async (c, next) => {
    await next();
    c.header("cross-origin-opener-policy", sandbox.settings.coop);
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "origin-when-cross-origin");
  });
  app.get("*", (c) => {
    if (pathOf(c.req.path) !== "dialog/oauth") return c.html(notFound(), 404);
    const read = readDialogRequest(sandbox, new URL(c.req.url).searchParams);
    if (!read.ok) return c.html(errorPage(read.title, read.text), 400);
    return c.html(dialogPage(sandbox, read.request, c.req.path));
  });
  app.post("*", async (c) => {
    if (pathOf(c.req.path) !== "dialog/oauth/consent") return c.html(notFound(), 404);
    const form = new URLSearchParams(await c.req.text());
    const read = readDialogRequest(sandbox, form);
    if (!read.ok) return c.html(errorPage(read.title, read.text), 400);
    return c.redirect(consent(sandbox, read.request, form), 302);
  });
  return app;
}

function pathOf(pathname: string): string {
  try {
    return readVersion(pathname.replace(/^\/facebook/, "")).path.join("/");
  } catch (error) {
    if (error instanceof GraphError) return "";
    throw error;
  }
}

function notFound() {
  return errorPage("This page isn't available", "The link may be broken, or the page was removed.");
}
