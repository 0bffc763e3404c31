import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { resetSandbox, type Sandbox } from "#sandbox/state/sandbox.ts";
import { changeSettings, settingsChangeSchema } from "#sandbox/state/settings.ts";
import { deliverRaw } from "./deliver-raw.ts";
import { describeState } from "./describe-state.ts";
import { addFaultRoutes } from "./fault-routes.ts";
import { listGuests } from "./list-guests.ts";
import { addMediaRoutes } from "./media-routes.ts";
import { addMetaRoutes } from "./meta-routes.ts";
import { playEvent } from "./play-event.ts";
import { readBody } from "./read-body.ts";
import { countCalls, streamLog } from "./read-log.ts";
import { giveVerdict } from "./verdict.ts";
import { listBubbles, writeAsCustomer } from "./write-as-customer.ts";

/** What tests and the demo turn and read; not part of any platform. */
export function createControlApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/log", (c) => streamLog(sandbox, c.req.query()));
  app.get("/log/count", (c) => c.json(countCalls(sandbox, c.req.query())));
  app.get("/state", (c) => c.json(describeState(sandbox)));
  app.get("/verdict", (c) => c.json(giveVerdict(sandbox, c.req.query())));
  app.post("/messages", async (c) => c.json(await writeAsCustomer(sandbox, await c.req.text())));
  app.post("/events", async (c) => {
    const { origin } = new URL(c.req.url);
    return c.json(await playEvent(sandbox, origin, await c.req.text()));
  });
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
  addMediaRoutes(app, sandbox);
  app.onError((error, c) => {
    if (!(error instanceof HTTPException)) throw error;
    return c.json({ error: error.message }, error.status);
  });
  return app;
}

const agentSchema = z.strictObject({ id: z.string().min(1) });

function describeVoiceAgent(sandbox: Sandbox) {
  const { agents, channels, messages } = sandbox.voiceAgent;
  return { agents: [...agents], channels, messages };
}
