import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { knownPermissions } from "#sandbox/meta/dialog/permissions.ts";
import {
  changeCoverage,
  changePassword,
  changeRole,
  removeApp,
  setPermission,
} from "#sandbox/meta/user-acts.ts";
import { type Login, loginOf } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { world } from "#sandbox/world.ts";
import { findUser } from "#sandbox/world-users.ts";
import { tellApp } from "./callback-routes.ts";
import { describeLogin } from "./describe-state.ts";
import { readBody } from "./read-body.ts";

/** What a Facebook user does at Facebook, where the app is not told of it. */
export function addUserRoutes(app: Hono, sandbox: Sandbox): void {
  app.get("/users", (c) => c.json([...sandbox.logins.values()].map(describeLogin)));
  app.post("/users/password", async (c) => {
    const { user } = readBody(userSchema, await c.req.text());
    return c.json({ tokens: changePassword(sandbox, findLogin(sandbox, user)) });
  });
  app.post("/users/remove-app", async (c) => {
    const { user, deauthorize } = readBody(removeSchema, await c.req.text());
    const login = findLogin(sandbox, user);
    const removed = removeApp(sandbox, login);
    if (!deauthorize) return c.json(removed);
    const about = { user: login.user.key };
    return c.json({ ...removed, callback: await tellApp(sandbox, "deauthorize", about) });
  });
  app.post("/users/checkpoint", async (c) => {
    const { user, on } = readBody(checkpointSchema, await c.req.text());
    const login = findLogin(sandbox, user);
    login.isAtCheckpoint = on;
    return c.json(describeLogin(login));
  });
  app.post("/users/role", async (c) => {
    const { user, page_id, tasks } = readBody(roleSchema, await c.req.text());
    const login = findLogin(sandbox, user);
    return c.json({ tokens: changeRole(sandbox, login, { pageId: page_id, tasks }) });
  });
  app.post("/users/permission", async (c) => {
    const { user, ...change } = readBody(permissionSchema, await c.req.text());
    const login = findLogin(sandbox, user);
    setPermission(sandbox, login, change);
    return c.json(describeLogin(login));
  });
  app.post("/users/coverage", async (c) => {
    const { user, page_ids, instagram_ids } = readBody(coverageSchema, await c.req.text());
    const login = findLogin(sandbox, user);
    changeCoverage(sandbox, login, { pageIds: page_ids, instagramIds: instagram_ids });
    return c.json(describeLogin(login));
  });
}

/** By key or id; whoever the setting `logged_in` names when nobody is named. */
function findLogin(sandbox: Sandbox, name: string | undefined): Login {
  const user = findUser(name ?? sandbox.settings.logged_in);
  if (!user) throw new HTTPException(404, { message: `No Facebook user ${name}` });
  return loginOf(sandbox.logins, user.id);
}

const pageId = z.enum(world.pages.map(({ id }) => id));
const instagramId = z.enum(world.pages.flatMap(({ instagram }) => instagram?.id ?? []));
const userSchema = z.strictObject({ user: z.string().optional() });
const removeSchema = userSchema.extend({ deauthorize: z.boolean().default(false) });
const checkpointSchema = userSchema.extend({ on: z.boolean().default(true) });
const roleSchema = userSchema.extend({
  page_id: pageId,
  /** null: no role at all any more */
  tasks: z.array(z.string()).nullable(),
});
const permissionSchema = userSchema.extend({
  permission: z.enum(knownPermissions),
  status: z.enum(["granted", "declined", "expired"]).nullable().default("declined"),
});
const coverageSchema = userSchema.extend({
  page_ids: z.array(pageId).optional(),
  instagram_ids: z.array(instagramId).optional(),
});
