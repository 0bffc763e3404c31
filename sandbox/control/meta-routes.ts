import type { Hono } from "hono";
import { z } from "zod";
import { describeStats } from "#sandbox/meta/delivery/delivery-stats.ts";
import { verifyCallback } from "#sandbox/meta/delivery/verify-callback.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { killTokens, restoreTokens } from "#sandbox/state/tokens.ts";
import { beginCrowd, showCrowd } from "./crowd.ts";
import { readBody } from "./read-body.ts";
import { writeAsPage } from "./write-as-page.ts";

/** What happens at Meta without anybody calling it. */
export function addMetaRoutes(app: Hono, sandbox: Sandbox): void {
  addTokenRoutes(app, sandbox);
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

function addTokenRoutes(app: Hono, sandbox: Sandbox): void {
  app.post("/tokens/revoke", async (c) => {
    const { subcode, ...filter } = readBody(revokeSchema, await c.req.text());
    return c.json({ tokens: killTokens(sandbox.tokens, filter, subcode) });
  });
  app.post("/tokens/expire", async (c) => {
    const filter = readBody(filterSchema, await c.req.text());
    return c.json({ tokens: killTokens(sandbox.tokens, filter, 463) });
  });
  app.post("/tokens/restore", async (c) => {
    const filter = readBody(filterSchema, await c.req.text());
    return c.json({ tokens: restoreTokens(sandbox.tokens, filter) });
  });
}

const pageSchema = z.strictObject({ page_id: z.string() });
const filterSchema = z.strictObject({
  user_id: z.string().optional(),
  page_id: z.string().optional(),
});
const revokeSchema = filterSchema.extend({
  /** 460: the person changed the password. */
  subcode: z.number().int().default(460),
});
