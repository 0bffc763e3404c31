import { z } from "zod";
import { optionalText } from "./parts.ts";

/** `linked` or `unlinked`. */
export const accountLinkingEventSchema = z.looseObject({
  account_linking: z.looseObject({ status: optionalText }),
});
