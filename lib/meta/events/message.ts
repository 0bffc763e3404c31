import { z } from "zod";
import { anyList, listOf, optionalId, optionalReferral, optionalText } from "./parts.ts";

/** What a message has beside text and attachments. */
export const messagePartsSchema = z.looseObject({
  quick_reply: z.looseObject({ payload: optionalText }).nullish().catch(null),
  reply_to: z
    .looseObject({
      mid: optionalId,
      story: z.looseObject({ url: optionalText, id: optionalId }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  referral: optionalReferral,
  commands: listOf(z.looseObject({ name: z.string() })),
  is_unsupported: z.unknown().optional(),
});

/** A customer's message: `message` with any flags but those of an echo or an unsend. */
export const messageEventSchema = z.looseObject({
  message: messagePartsSchema.extend({
    mid: optionalId,
    text: optionalText,
    attachments: anyList,
  }),
});

/** A message of the page, whoever wrote it: Meta repeats it to all its apps. */
export const echoEventSchema = z.looseObject({
  message: messagePartsSchema.extend({
    mid: optionalId,
    text: optionalText,
    attachments: anyList,
    metadata: z.string().nullish().catch(null),
    app_id: optionalId,
    is_deleted: z.unknown().optional(),
  }),
});

/** Instagram: `message` with `is_deleted`; the message of this mid is gone. */
export const unsendEventSchema = z.looseObject({
  message: z.looseObject({ mid: z.union([z.string().min(1), z.number().transform(String)]) }),
});
