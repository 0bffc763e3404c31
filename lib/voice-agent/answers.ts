import { z } from "zod";
import { VoiceAgentError } from "./errors.ts";
import { extrasShape, writtenText } from "./extras.ts";

export const channelSchema = z.looseObject({
  data: z.looseObject({ id: z.union([z.string().min(1), z.number().transform(String)]) }),
});
export const historySchema = z.looseObject({
  data: z.looseObject({ messages: z.array(z.unknown()) }),
});
export const generatedSchema = z
  .looseObject({
    message_text: writtenText.nullish(),
    model: writtenText.nullish().catch(null),
    ...extrasShape,
  })
  .refine(
    ({ message_text, attachments }) => !isBlank(message_text) || attachments.length > 0,
    "says nothing",
  );

function isBlank(text: string | null | undefined): boolean {
  return (text ?? "").trim() === "";
}

/** @throws {VoiceAgentError} when the platform answered something else. */
export function expect<Schema extends z.ZodType>(name: string, schema: Schema, body: unknown) {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new VoiceAgentError(name, "unexpected-answer");
  return parsed.data as z.infer<Schema>;
}
