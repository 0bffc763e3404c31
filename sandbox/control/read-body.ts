import { HTTPException } from "hono/http-exception";
import { z } from "zod";

/** The body of a control call; an empty one counts as {}. Throws 422 with every problem in words. */
export function readBody<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  return readInput(schema, text.trim() === "" ? {} : parse(text));
}

export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new HTTPException(422, { message: z.prettifyError(parsed.error) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(422, { message: "The body is not JSON" });
  }
}
