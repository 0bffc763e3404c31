import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createControlApp } from "./control/control-app.ts";
import { createCustomerApp } from "./customer/customer-app.ts";
import { createMediaApp } from "./media/media-app.ts";
import { createDialogApp } from "./meta/dialog-app.ts";
import { createGraphApp } from "./meta/graph-app.ts";
import type { Sandbox } from "./state/sandbox.ts";
import { createVoiceAgentApp } from "./voice-agent/voice-agent-app.ts";

/** All simulators under one address. */
export function createSandboxApp(sandbox: Sandbox): Hono<{ Bindings: Partial<HttpBindings> }> {
  const app = new Hono<{ Bindings: Partial<HttpBindings> }>();
  app.route("/graph", createGraphApp(sandbox));
  app.route("/facebook", createDialogApp(sandbox));
  app.route("/voice-agent", createVoiceAgentApp(sandbox));
  app.route("/customer", createCustomerApp(sandbox));
  app.route("/control", createControlApp(sandbox));
  app.route("/media", createMediaApp(sandbox));
  app.get("/", (c) => c.redirect("/customer"));
  return app;
}
