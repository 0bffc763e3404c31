import { createHash } from "node:crypto";
import { z } from "zod";
import { findFile } from "#sandbox/media/find-file.ts";
import { mediaPathOf } from "#sandbox/media/signed-url.ts";
import { contentTypeOf } from "#sandbox/meta/send/media-formats.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Bubble } from "#sandbox/state/threads.ts";

const payloadSchema = z.looseObject({
  url: z.string().refine((url) => URL.canParse(url)),
  title: z.string().optional().catch(undefined),
  sticker_id: z.unknown().optional(),
});
const attachmentSchema = z.looseObject({
  type: z.string(),
  payload: payloadSchema.nullish().catch(null),
});

type Read = { type: string; payload: z.infer<typeof payloadSchema> | null; index: number };

const usualTypes: Record<string, string> = {
  image: "image/jpeg",
  video: "video/mp4",
  audio: "audio/mpeg",
  file: "application/octet-stream",
};

/**
 * A message's files as the Conversations API lists them: without the webhooks' type, but with a
 * MIME type, and the address in a place that depends on it. Undefined when it has none.
 */
export function listAttachments(sandbox: Sandbox, bubble: Bubble) {
  const data = readAttachments(bubble).flatMap((read) => listFile(sandbox, bubble, read));
  return data.length === 0 ? undefined : { data };
}

const sharedTypes = ["fallback", "share", "post", "ig_post", "reel", "ig_reel", "ig_story"];

/** Links, posts and reels stand in a list of their own. */
export function listShares(bubble: Bubble) {
  const data = readAttachments(bubble).flatMap(({ type, payload }) =>
    sharedTypes.includes(type) && payload ? [{ link: payload.url, name: payload.title ?? "" }] : [],
  );
  return data.length === 0 ? undefined : { data };
}

/** The address of a sticker's picture. */
export function stickerOf(bubble: Bubble): string | undefined {
  return readAttachments(bubble).find(({ type }) => type === "sticker")?.payload?.url;
}

function readAttachments(bubble: Bubble): Read[] {
  return bubble.attachments.flatMap((given, index) => {
    const read = attachmentSchema.safeParse(given);
    return read.success
      ? [{ type: read.data.type, payload: read.data.payload ?? null, index }]
      : [];
  });
}

function listFile(sandbox: Sandbox, bubble: Bubble, { type, payload, index }: Read): object[] {
  const id = idOf(`${bubble.mid}:${index}`);
  if (type === "template") return [{ id, generic_template: { title: payload?.title ?? "" } }];
  const usualType = usualTypes[type];
  if (usualType === undefined || payload === null) return [];
  const { url } = payload;
  const path = mediaPathOf(url);
  const file = path === null ? null : findFile(sandbox, path);
  const about = {
    id,
    mime_type: file?.contentType ?? contentTypeOf(url) ?? usualType,
    name: new URL(url).pathname.split("/").at(-1) ?? "",
    size: file?.bytes.length ?? 0,
  };
  if (type === "audio" || type === "file") return [{ ...about, file_url: url }];
  const data = { width: 96, height: 64, url, preview_url: url };
  if (type === "video") return [{ ...about, video_data: { ...data, length: 1, rotation: 0 } }];
  const render_as_sticker = payload.sticker_id !== undefined;
  return [
    {
      ...about,
      image_data: { ...data, max_width: 96, max_height: 64, image_type: 1, render_as_sticker },
    },
  ];
}

function idOf(seed: string): string {
  const digest = createHash("sha256").update(seed).digest("hex").slice(0, 12);
  return String(100_000_000_000_000 + Number.parseInt(digest, 16));
}
