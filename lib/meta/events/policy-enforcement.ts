import { z } from "zod";
import { optionalText } from "./parts.ts";

/** Meta warns, blocks or unblocks a page; no customer is involved. */
export const policyEventSchema = z.looseObject({
  policy_enforcement: z.looseObject({ action: optionalText, reason: optionalText }),
});
