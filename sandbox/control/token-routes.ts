import type { Hono } from "hono";
import { z } from "zod";
import { dayMs, timeOn } from "#sandbox/state/clock.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { ageTokens, killTokens, restoreTokens } from "#sandbox/state/tokens.ts";
import { readBody } from "./read-body.ts";

/** How tokens grow old and die. */
export function addTokenRoutes(app: Hono, sandbox: Sandbox): void {
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
  app.post("/tokens/age", async (c) => {
    const { days, ...filter } = readBody(ageSchema, await c.req.text());
    if (filter.page_id === undefined) ageLogins(sandbox, filter.user_id, days * dayMs);
    return c.json({ tokens: ageTokens(sandbox.tokens, filter, days * dayMs) });
  });
  app.get("/clock", (c) => c.json(describeClock(sandbox)));
  app.post("/clock", async (c) => {
    const { days } = readBody(daysSchema, await c.req.text());
    sandbox.clock.aheadMs += days * dayMs;
    return c.json(describeClock(sandbox));
  });
}

function ageLogins(sandbox: Sandbox, userId: string | undefined, byMs: number): void {
  for (const login of sandbox.logins.values()) {
    const isMeant = userId === undefined || login.user.id === userId;
    if (isMeant && login.loggedInAt !== null) login.loggedInAt -= byMs;
  }
}

function describeClock({ clock }: Sandbox) {
  return { now: timeOn(clock), ahead_days: clock.aheadMs / dayMs };
}

const filterSchema = z.strictObject({
  user_id: z.string().optional(),
  page_id: z.string().optional(),
});
const revokeSchema = filterSchema.extend({
  /** 460: the person changed the password. */
  subcode: z.number().int().default(460),
});
const daysSchema = z.strictObject({ days: z.number().min(0).max(10_000) });
const ageSchema = filterSchema.extend(daysSchema.shape);
