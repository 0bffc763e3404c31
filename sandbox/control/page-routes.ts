import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { appearanceOf } from "#sandbox/state/appearances.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { findAccount, findPage } from "#sandbox/world.ts";
import { readBody } from "./read-body.ts";

/** What the owner of a page or an Instagram account changes there. */
export function addPageRoutes(app: Hono, sandbox: Sandbox): void {
  app.post("/pages", async (c) => {
    const asked = readBody(pageSchema, await c.req.text());
    const page = findPage(asked.page_id);
    if (!page) throw new HTTPException(404, { message: `No page ${asked.page_id}` });
    const appearance = appearanceOf(sandbox.appearances, page);
    appearance.name = asked.name ?? appearance.name;
    if (asked.new_picture) appearance.pictures += 1;
    sandbox.changes.emit("change");
    return c.json(appearance);
  });
  app.post("/instagram", async (c) => {
    const asked = readBody(instagramSchema, await c.req.text());
    const page = findAccount(asked.account_id)?.page;
    const instagram = page && appearanceOf(sandbox.appearances, page).instagram;
    if (instagram?.id !== asked.account_id) {
      throw new HTTPException(404, { message: `No Instagram account ${asked.account_id}` });
    }
    instagram.username = asked.username ?? instagram.username;
    instagram.name = asked.name ?? instagram.name;
    instagram.link = asked.link ?? instagram.link;
    instagram.allowsMessages = asked.allows_messages ?? instagram.allowsMessages;
    if (asked.new_picture) instagram.pictures += 1;
    sandbox.changes.emit("change");
    return c.json(instagram);
  });
}

const pageSchema = z.strictObject({
  page_id: z.string(),
  name: z.string().min(1).optional(),
  new_picture: z.boolean().optional(),
});
const instagramSchema = z.strictObject({
  account_id: z.string(),
  username: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  new_picture: z.boolean().optional(),
  link: z.enum(["professional", "personal", "none"]).optional(),
  allows_messages: z.boolean().optional(),
});
