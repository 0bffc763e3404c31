import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { findSampleFile } from "#sandbox/media/sample-files.ts";
import { endUrls, mediaPathOf, signedUrl } from "#sandbox/media/signed-url.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readBody } from "./read-body.ts";

const expireSchema = z.strictObject({
  /** Without it every address that was given out so far. */
  url: z
    .string()
    .refine((url) => mediaPathOf(url) !== null, "is no address of the media host")
    .optional(),
  status: z.union([z.literal(403), z.literal(410)]).default(403),
});

const attachmentSchema = z.strictObject({ attachment_id: z.string().optional() });
const ninetyOneDaysMs = 91 * 24 * 3_600_000;

/** Addresses of files, and how they and uploads come to their end. */
export function addMediaRoutes(app: Hono, sandbox: Sandbox): void {
  app.get("/media/:file", (c) => {
    const file = c.req.param("file");
    if (!findSampleFile(file)) throw new HTTPException(404, { message: `No file ${file}` });
    return c.json({ url: signedUrl(sandbox, new URL(c.req.url).origin, `files/${file}`) });
  });
  app.post("/media/expire", async (c) => {
    const { url, status } = readBody(expireSchema, await c.req.text());
    endUrls(sandbox, url ?? null, status);
    return c.json({ ok: true });
  });
  app.post("/attachments/expire", async (c) => {
    const { attachment_id } = readBody(attachmentSchema, await c.req.text());
    const uploads = [...sandbox.media.uploads.values()].filter(
      ({ id }) => attachment_id === undefined || id === attachment_id,
    );
    for (const upload of uploads) upload.at -= ninetyOneDaysMs;
    return c.json({ attachments: uploads.length });
  });
}
