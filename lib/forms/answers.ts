import { z } from "zod";
import { contentShape } from "./outgoing-content.ts";
import { cleanText } from "./text-limits.ts";

/**
 * A teammate's answer. The same `client_id` again is the same answer. What Meta would refuse in it is
 * told once the conversation's platform is known (check-content.ts).
 */
export const answerSchema = z.strictObject({
  ...contentShape,
  text: z.string("must be a text").transform(cleanText).optional(),
  client_id: z
    .string("must be a text")
    .regex(/^[\w-]{8,100}$/, "must have 8 to 100 letters, digits, hyphens or underscores"),
});

export type Answer = z.infer<typeof answerSchema>;
