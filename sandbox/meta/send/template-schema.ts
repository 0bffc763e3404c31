import { z } from "zod";

const charactersMax = (max: number) =>
  z.string().refine((text) => text.trim() !== "" && [...text].length <= max);
const webAddress = z.url({ protocol: /^https?$/ });
const title = charactersMax(20);
const payload = z.string().min(1).max(1000);

const buttonSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("web_url"), title, url: webAddress }),
  z.object({ type: z.literal("postback"), title, payload }),
  z.object({ type: z.literal("phone_number"), title, payload: z.string().regex(/^\+\d{5,15}$/) }),
  z.object({ type: z.literal("account_link"), url: webAddress }),
  z.object({ type: z.literal("account_unlink") }),
]);
const buttons = z.array(buttonSchema).min(1).max(3);

const buttonTemplate = z.looseObject({
  template_type: z.literal("button"),
  text: charactersMax(640),
  buttons,
});

const genericElement = z
  .object({
    title: charactersMax(80),
    subtitle: charactersMax(80).optional(),
    image_url: webAddress.optional(),
    default_action: z.looseObject({ type: z.literal("web_url"), url: webAddress }).optional(),
    buttons: buttons.optional(),
  })
  .refine((element) => Object.keys(element).length > 1, "Only a title is too little");

const genericTemplate = z.looseObject({
  template_type: z.literal("generic"),
  elements: z.array(genericElement).min(1).max(10),
});

const facebookAddress = webAddress.refine((url) =>
  /(^|\.)facebook\.com$/.test(new URL(url).hostname),
);

const mediaElement = z
  .object({
    media_type: z.enum(["image", "video"]),
    attachment_id: z.string().optional(),
    url: facebookAddress.optional(),
    buttons: buttons.optional(),
  })
  .refine(({ attachment_id, url }) => (attachment_id === undefined) !== (url === undefined));

const mediaTemplate = z.looseObject({
  template_type: z.literal("media"),
  elements: z.array(mediaElement).length(1),
});

/** The templates whose own limits are not looked at here. */
const looseTemplate = z.looseObject({
  template_type: z.enum(["product", "receipt", "coupon", "customer_feedback"]),
});

export const templateSchema = z.discriminatedUnion("template_type", [
  buttonTemplate,
  genericTemplate,
  mediaTemplate,
  looseTemplate,
]);

export type Template = z.infer<typeof templateSchema>;
