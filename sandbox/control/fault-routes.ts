import type { Hono } from "hono";
import { addFault, faultSchema, listFaults } from "#sandbox/calls/faults.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readBody } from "./read-body.ts";

export function addFaultRoutes(app: Hono, sandbox: Sandbox): void {
  app.get("/faults", (c) => c.json(listFaults(sandbox.faults)));
  app.post("/faults", async (c) => {
    const fault = addFault(sandbox.faults, readBody(faultSchema, await c.req.text()));
    return c.json({ id: fault.id });
  });
  app.delete("/faults", (c) => {
    const count = sandbox.faults.waiting.splice(0).length;
    return c.json({ cleared: count, hits: sandbox.faults.hits });
  });
}
