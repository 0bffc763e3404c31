import { z } from "zod";
import { metaIdSchema } from "#lib/meta/meta-id.ts";
import { optionalNumber, optionalText } from "./parts.ts";

/** `num_edit` counts from 1, at most to 5; printed as a string and as a number. */
export const editEventSchema = z.looseObject({
  message_edit: z.looseObject({ mid: metaIdSchema, text: optionalText, num_edit: optionalNumber }),
});
