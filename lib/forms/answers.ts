import { z } from "zod";
import { cleanText, TEXT_MAX, textLength } from "./text-limits.ts";

const text = z
  .string("must be a text")
  .transform(cleanText)
  .refine((words) => words !== "", "must not be empty")
  .refine(
    (words) => textLength(words, "facebook") <= TEXT_MAX.facebook,
    `must have at most ${TEXT_MAX.facebook} characters`,
  );

/** A teammate's answer. The same `client_id` again is the same answer. */
export const answerSchema = z.strictObject({
  text,
  client_id: z
    .string("must be a text")
    .regex(/^[\w-]{8,100}$/, "must have 8 to 100 letters, digits, hyphens or underscores"),
});

export type Answer = z.infer<typeof answerSchema>;
