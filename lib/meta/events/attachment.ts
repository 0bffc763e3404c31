import { z } from "zod";
import { anyList, listOf, optionalNumber, optionalText } from "./parts.ts";

const buttons = listOf(z.looseObject({ title: optionalText }));
const elementSchema = z.looseObject({
  title: optionalText,
  subtitle: optionalText,
  image_url: optionalText,
  buttons,
});
const elements = listOf(elementSchema);

const payloadSchema = z
  .looseObject({
    url: optionalText,
    title: optionalText,
    sticker_id: z.unknown().optional(),
    coordinates: z.looseObject({ lat: optionalNumber, long: optionalNumber }).nullish().catch(null),
    status: optionalText,
    start_time: optionalNumber,
    end_time: optionalNumber,
    timezone: optionalText,
    buttons,
    elements,
    product: z.looseObject({ elements }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

/**
 * One attachment of a message. `type` is an open vocabulary; in echoes `title` and `url` stand beside
 * it instead of in `payload`.
 */
const attachmentSchema = z.looseObject({
  type: z.string().min(1).catch("unknown").default("unknown"),
  title: optionalText,
  url: optionalText,
  payload: payloadSchema,
});

type Parsed = z.infer<typeof attachmentSchema>;

export type Attachment = {
  /** Meta's word; `sticker` also for the form in which stickers came until August 2026. */
  type: string;
  title: string | null;
  url: string | null;
  payload: Parsed["payload"];
};

/** The attachments of a message, as far as they can be read. */
export function readAttachments(attachments: unknown): Attachment[] {
  return anyList.parse(attachments).map((one) => {
    const { type, title, url, payload } = attachmentSchema.safeParse(one).data ?? UNKNOWN;
    return {
      type: type === "image" && payload?.sticker_id != null ? "sticker" : type,
      title: payload?.title ?? title ?? null,
      url: payload?.url ?? url ?? null,
      payload: payload ?? null,
    };
  });
}

const UNKNOWN: Parsed = { type: "unknown", title: null, url: null, payload: null };

/** Types behind which there is a file. */
export const MEDIA_TYPES: readonly string[] = [
  "image",
  "sticker",
  "audio",
  "video",
  "file",
  "story_mention",
  "ig_story",
  "reel",
  "ig_reel",
];
