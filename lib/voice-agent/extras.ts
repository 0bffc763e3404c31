import { z } from "zod";
import { ATTACHMENT_TYPES, type Attachment, type QuickReply } from "#lib/forms/outgoing-content.ts";

/** Without what PostgreSQL cannot hold and nobody can read: NUL and lone surrogates. */
export const writtenText = z.string().transform((text) => text.replaceAll("\0", "").toWellFormed());

const optionalText = writtenText.nullish().catch(null);

const quickReply = z.union([
  writtenText.transform((title): QuickReply => ({ content_type: "text", title })),
  z
    .looseObject({
      content_type: z.enum(["text", "user_phone_number", "user_email"]).default("text"),
      title: optionalText,
      payload: optionalText,
      image_url: optionalText,
    })
    .transform(
      ({ content_type, title, payload, image_url }): QuickReply => ({
        content_type,
        ...(title == null ? {} : { title }),
        ...(payload == null ? {} : { payload }),
        ...(image_url == null ? {} : { image_url }),
      }),
    ),
]);

const attachment = z
  .looseObject({ type: z.enum(ATTACHMENT_TYPES), url: writtenText })
  .transform(({ type, url }): Attachment => ({ type, url }));

/** A list without what is malformed in it; empty when it is none at all. */
const readable = <Item extends z.ZodType>(item: Item) =>
  z
    .unknown()
    .optional()
    .transform((list): z.infer<Item>[] =>
      (Array.isArray(list) ? list : []).flatMap((one) => {
        const parsed = item.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

/** What an agent may say beside its text. Nothing in it can spoil the text. */
export const extrasShape = {
  quick_replies: readable(quickReply),
  attachments: readable(attachment),
  /** A person shall go on. */
  handover: z
    .unknown()
    .optional()
    .transform((value) => value === true),
};
