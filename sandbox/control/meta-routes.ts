import type { Hono } from "hono";
import { z } from "zod";
import { describeStats } from "#sandbox/meta/delivery/delivery-stats.ts";
import { verifyCallback } from "#sandbox/meta/delivery/verify-callback.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { addCallbackRoutes } from "./callback-routes.ts";
import { beginCrowd, showCrowd } from "./crowd.ts";
import { addPageRoutes } from "./page-routes.ts";
import { readBody } from "./read-body.ts";
import { addTokenRoutes } from "./token-routes.ts";
import { addUserRoutes } from "./user-routes.ts";
import { writeAsPage } from "./write-as-page.ts";

/** What happens at Meta without anybody calling it. */
export function addMetaRoutes(app: Hono, sandbox: Sandbox): void {
  addTokenRoutes(app, sandbox);
  addUserRoutes(app, sandbox);
  addPageRoutes(app, sandbox);
  addCallbackRoutes(app, sandbox);
  app.post("/unsubscribe", async (c) => {
    const { page_id } = readBody(pageSchema, await c.req.text());
    const wasSubscribed = sandbox.subscriptions.pages.delete(page_id);
    sandbox.changes.emit("change");
    return c.json({ was_subscribed: wasSubscribed });
  });
  app.post("/verify-webhook", async (c) => {
    const callbackUrl = `${sandbox.config.appBaseUrl}/api/webhooks/facebook`;
    return c.json(await verifyCallback(sandbox, callbackUrl, sandbox.config.verifyToken));
  });
  app.post("/echo", async (c) => c.json(await writeAsPage(sandbox, await c.req.text())));
  app.get("/deliveries", (c) =>
    c.json(describeStats(sandbox.deliveries.stats, c.req.query("mids") === "1")),
  );
  app.post("/crowd", async (c) => c.json(beginCrowd(sandbox, await c.req.text())));
  app.get("/crowd/:run_id", (c) => c.json(showCrowd(sandbox, c.req.param("run_id"))));
}

const pageSchema = z.strictObject({ page_id: z.string() });
