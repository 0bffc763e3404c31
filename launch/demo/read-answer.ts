import type { z } from "zod";

/** The checked JSON of an answer; throws with the whole answer when its status or its shape is another. */
export async function readAnswer<T>(
  response: Response,
  schema: z.ZodType<T>,
  statuses: number[] = [200],
): Promise<T> {
  const text = await response.text();
  const where = new URL(response.url).pathname;
  if (!statuses.includes(response.status)) {
    throw new Error(`${where} answered ${response.status}: ${text.slice(0, 500)}`);
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${where} answered in another shape (${parsed.error.message}): ${text.slice(0, 500)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says what is wrong with it.
    return undefined;
  }
}
