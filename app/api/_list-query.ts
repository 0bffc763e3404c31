import { z } from "zod";
import { readCursor } from "#lib/conversations/cursor.ts";

const isCursor = (cursor: string) => readCursor(cursor) !== null;

const listQuerySchema = (isOurs: (cursor: string) => boolean) =>
  z.object({
    cursor: z.string().max(200).refine(isOurs).optional(),
    limit: z.coerce.number().int().min(1).max(100).optional(),
  });

/** `cursor` and `limit` of a list; null when they are not ours or out of range. */
export function readListQuery(query: URLSearchParams, isOurs = isCursor) {
  const parsed = listQuerySchema(isOurs).safeParse(Object.fromEntries(query));
  return parsed.success ? parsed.data : null;
}
