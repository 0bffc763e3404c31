import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { addFault, faultSchema } from "#sandbox/calls/faults.ts";
import { verifyCallback } from "#sandbox/meta/delivery/verify-callback.ts";
import { resetSandbox, type Sandbox } from "#sandbox/state/sandbox.ts";
import { changeSettings, settingsChangeSchema } from "#sandbox/state/settings.ts";
import { killTokens } from "#sandbox/state/tokens.ts";
import { deliverRaw } from "./deliver-raw.ts";
import { describeState } from "./describe-state.ts";
import { listGuests } from "./list-guests.ts";
import { readBody } from "./read-body.ts";
import { readLog } from "./read-log.ts";
import { listBubbles, writeAsCustomer } from "./write-as-customer.ts";

/** What tests and the demo turn and read; not part of any platform. */
export function createControlApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/log", (c) => c.json(readLog(sandbox, c.req.query())));
  app.get("/state", (c) => c.json(describeState(sandbox)));
  app.post("/messages", async (c) => c.json(await writeAsCustomer(sandbox, await c.req.text())));
  app.get("/conversations", (c) => c.json(listBubbles(sandbox, c.req.query())));
  app.get("/guests", (c) => c.json(listGuests(c.req.query())));
  app.post("/deliver", async (c) => c.json(await deliverRaw(sandbox, await c.req.text())));
  app.get("/settings", (c) => c.json(sandbox.settings));
  app.post("/settings", async (c) => {
    changeSettings(sandbox.settings, readBody(settingsChangeSchema, await c.req.text()));
    return c.json(sandbox.settings);
  });
  app.get("/voice-agent", (c) => c.json(describeVoiceAgent(sandbox)));
  app.post("/voice-agent/agents", async (c) => {
    sandbox.voiceAgent.agents.add(readBody(agentSchema, await c.req.text()).id);
    return c.json({ agents: [...sandbox.voiceAgent.agents] });
  });
  app.post("/reset", (c) => {
    resetSandbox(sandbox);
    return c.json({ ok: true });
  });
  addFaultRoutes(app, sandbox);
  addMetaRoutes(app, sandbox);
  app.onError((error, c) => {
    if (!(error instanceof HTTPException)) throw error;
    return c.json({ error: error.message }, error.status);
  });
  return app;
}

function addFaultRoutes(app: Hono, sandbox: Sandbox): void {
  app.get("/faults", (c) => c.json(sandbox.faults));
  app.post("/faults", async (c) => {
    const fault = addFault(sandbox.faults, readBody(faultSchema, await c.req.text()));
    return c.json({ id: fault.id });
  });
  app.delete("/faults", (c) => {
    const count = sandbox.faults.splice(0).length;
    return c.json({ cleared: count });
  });
}

function addMetaRoutes(app: Hono, sandbox: Sandbox): void {
  app.post("/tokens/revoke", async (c) => {
    const { subcode, ...filter } = readBody(revokeSchema, await c.req.text());
    return c.json({ tokens: killTokens(sandbox.tokens, filter, subcode) });
  });
  app.post("/tokens/expire", async (c) => {
    const filter = readBody(revokeSchema.omit({ subcode: true }), await c.req.text());
    return c.json({ tokens: killTokens(sandbox.tokens, filter, 463) });
  });
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
}

const agentSchema = z.strictObject({ id: z.string().min(1) });
const pageSchema = z.strictObject({ page_id: z.string() });
const revokeSchema = z.strictObject({
  user_id: z.string().optional(),
  page_id: z.string().optional(),
  /** 460: the person changed the password. */
  subcode: z.number().int().default(460),
});

function describeVoiceAgent(sandbox: Sandbox) {
  const { agents, channels, messages } = sandbox.voiceAgent;
  return { agents: [...agents], channels, messages };
}
