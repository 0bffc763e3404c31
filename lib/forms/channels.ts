import { z } from "zod";

/** Ids of Meta's pages and accounts: digits, and never a path or another number's spelling. */
const metaId = z.string().regex(/^[1-9]\d{0,24}$/, "must be an id of Meta: digits only");

export const registrationSchema = z.object({
  platform: z.enum(["facebook", "instagram"]),
  page_id: metaId,
});

/** Null: no agent answers. */
export const agentIdSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}/\\]+$/u, "must not contain slashes or control characters")
  .nullable();
