import { z } from "zod";

export type ShownFile = {
  kind: "image" | "audio" | "video" | "link" | "card";
  url: string;
  title: string;
};

const payloadSchema = z.looseObject({
  url: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
});
const attachmentSchema = z.looseObject({
  type: z.string(),
  title: z.string().nullish().catch(null),
  payload: payloadSchema.nullish().catch(null),
});

const kinds: Record<string, ShownFile["kind"]> = {
  image: "image",
  sticker: "image",
  share: "image",
  story_mention: "image",
  ig_story: "image",
  post: "image",
  ig_post: "image",
  audio: "audio",
  video: "video",
  reel: "video",
  ig_reel: "video",
  template: "card",
};

/** How the customer sees an attachment; what nobody can show is named. */
export function describeAttachment(given: unknown): ShownFile {
  const read = attachmentSchema.safeParse(given);
  if (!read.success) return { kind: "card", url: "", title: "Attachment" };
  const { type, payload } = read.data;
  const words = payload?.text ?? payload?.title ?? read.data.title ?? nameOf(type);
  const url = payload?.url ?? "";
  const kind = kinds[type] ?? "link";
  return { kind: url === "" ? "card" : kind, url, title: words };
}

function nameOf(type: string): string {
  const words = type.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
