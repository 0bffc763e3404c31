import { z } from "zod";

/** What one of our messages may say, in the words in which our API takes it. Shapes only: what Meta's limits forbid is told by check-content.ts. */

const words = z
  .string("must be a text")
  .transform((text) => text.replaceAll("\0", "").toWellFormed());
const url = words;
/** A string, as Meta wants it: as a number it may be more than a double holds. */
const attachmentId = z.string("must be a text").regex(/^\d{1,30}$/, "must be an attachment's id");

export const ATTACHMENT_TYPES = ["image", "audio", "video", "file"] as const;
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** By its address, or by the id of an earlier upload. */
const source = { url: url.optional(), attachment_id: attachmentId.optional() };

const attachmentSchema = z.strictObject({ type: z.enum(ATTACHMENT_TYPES), ...source });

const quickReplySchema = z.strictObject({
  content_type: z.enum(["text", "user_phone_number", "user_email"]).default("text"),
  title: words.optional(),
  /** What comes back when it is tapped; its title unless told otherwise. */
  payload: words.optional(),
  image_url: url.optional(),
});

const buttonSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("web_url"), title: words, url }),
  z.strictObject({ type: z.literal("postback"), title: words, payload: words }),
  z.strictObject({ type: z.literal("phone_number"), title: words, payload: words }),
  z.strictObject({ type: z.literal("account_link"), url }),
  z.strictObject({ type: z.literal("account_unlink") }),
]);

const buttons = z.array(buttonSchema);

const templateSchema = z.discriminatedUnion("template_type", [
  z.strictObject({ template_type: z.literal("button"), text: words, buttons }),
  z.strictObject({
    template_type: z.literal("generic"),
    elements: z.array(
      z.strictObject({
        title: words,
        subtitle: words.optional(),
        image_url: url.optional(),
        /** Where a tap on the card itself leads. */
        default_action: z.strictObject({ type: z.literal("web_url"), url }).optional(),
        buttons: buttons.optional(),
      }),
    ),
  }),
  z.strictObject({
    template_type: z.literal("media"),
    elements: z.array(
      z.strictObject({
        media_type: z.enum(["image", "video"]),
        ...source,
        buttons: buttons.optional(),
      }),
    ),
  }),
]);

export const contentShape = {
  text: words.optional(),
  quick_replies: z.array(quickReplySchema).optional(),
  attachment: attachmentSchema.optional(),
  /** Several, one after another. */
  attachments: z.array(attachmentSchema).optional(),
  /** Together in one message, where the platform can. */
  images: z.array(z.strictObject(source)).optional(),
  template: templateSchema.optional(),
};

export const contentSchema = z.strictObject(contentShape);

export type Content = z.infer<typeof contentSchema>;
export type Attachment = z.infer<typeof attachmentSchema>;
export type QuickReply = z.infer<typeof quickReplySchema>;
export type Template = z.infer<typeof templateSchema>;
export type Button = z.infer<typeof buttonSchema>;
export type Source = Pick<Attachment, "url" | "attachment_id">;
