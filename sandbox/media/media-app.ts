import { Hono } from "hono";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { avatarSvg } from "./avatar.ts";
import { findFile } from "./find-file.ts";
import { refusalOf } from "./signed-url.ts";

/** Pictures of pages and accounts as drawings, and the signed files that go with messages and profiles. */
export function createMediaApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/:file{[^/]+\\.svg}", (c) => {
    const svg = avatarSvg(sandbox.appearances, c.req.param("file").replace(/\.svg$/, ""));
    if (svg === null) return c.notFound();
    return c.body(svg, 200, { "content-type": "image/svg+xml", "cache-control": "max-age=3600" });
  });
  app.get("/:path{.+}", (c) => {
    const refusal = refusalOf(sandbox, c.req.url);
    if (refusal !== null) return c.text("URL signature expired", refusal);
    const file = findFile(sandbox, c.req.param("path"));
    if (!file) return c.notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      "content-type": file.contentType,
      "cache-control": "private, max-age=600",
    });
  });
  return app;
}
