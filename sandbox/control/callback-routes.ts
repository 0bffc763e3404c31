import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { postCallback } from "#sandbox/meta/delivery/post-callback.ts";
import { forgeries, signedRequest } from "#sandbox/meta/delivery/signed-request.ts";
import type { CallbackKind } from "#sandbox/state/callbacks.ts";
import { timeOn } from "#sandbox/state/clock.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { findUser } from "#sandbox/world-users.ts";
import { readBody } from "./read-body.ts";

/** Meta tells the app that a person has removed it, or wants their data deleted. */
export function addCallbackRoutes(app: Hono, sandbox: Sandbox): void {
  app.post("/deauthorize", async (c) => {
    return c.json(
      await tellApp(sandbox, "deauthorize", readBody(callbackSchema, await c.req.text())),
    );
  });
  app.post("/data-deletion", async (c) => {
    return c.json(
      await tellApp(sandbox, "data_deletion", readBody(callbackSchema, await c.req.text())),
    );
  });
  app.post("/callbacks/replay", async (c) => {
    const { id } = readBody(replaySchema, await c.req.text());
    return c.json(await send(sandbox, id));
  });
}

/** Posts the callback for a user by key or id; an id of nobody here is signed as well. */
export async function tellApp(
  sandbox: Sandbox,
  kind: CallbackKind,
  { user, user_id, forge, padded }: z.infer<typeof callbackSchema>,
) {
  const userId = user_id ?? findUser(user ?? sandbox.settings.logged_in)?.id;
  if (userId === undefined) throw new HTTPException(404, { message: `No Facebook user ${user}` });
  const { appSecret } = sandbox.config;
  const given = { userId, issuedAt: timeOn(sandbox.clock), appSecret, padded };
  const value = signedRequest(given, forge ?? null);
  const body = new URLSearchParams(value === null ? {} : { signed_request: value }).toString();
  sandbox.callbacks.push({ kind, body });
  return send(sandbox, sandbox.callbacks.length);
}

/** The very same bytes once more, counted from 1. */
async function send(sandbox: Sandbox, id: number) {
  const callback = sandbox.callbacks[id - 1];
  if (!callback) throw new HTTPException(404, { message: `No callback ${id} was sent` });
  const { status, body, ms } = await postCallback(sandbox, callback);
  return { id, status, ms, body, json: jsonOf(body), sent: callback.body };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The app may answer anything.
    return null;
  }
}

const callbackSchema = z.strictObject({
  user: z.string().optional(),
  /** In place of a user who exists. */
  user_id: z.string().optional(),
  forge: z.enum(forgeries).optional(),
  padded: z.boolean().optional(),
});
const replaySchema = z.strictObject({ id: z.number().int().min(1) });
