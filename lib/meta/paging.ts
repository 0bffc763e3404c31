import { z } from "zod";

const cursor = z
  .union([z.string().min(1), z.number().transform(String)])
  .nullish()
  .catch(null);

/** Where a list goes on; what is malformed here ends the list, and costs no row of it. */
export const pagingSchema = z
  .looseObject({
    cursors: z.looseObject({ after: cursor }).nullish().catch(null),
    next: z.string().nullish().catch(null),
  })
  .nullish()
  .catch(null);

/**
 * The cursor of the next result page; null at the list's end, and for one that stands still. Of
 * `next` only the parameter is taken, never the address: it carries the token and may name another
 * host.
 */
export function cursorAfter(
  paging: z.infer<typeof pagingSchema>,
  before: string | null,
): string | null {
  if (!paging?.next) return null;
  const query = URL.parse(paging.next, "https://graph.invalid")?.searchParams;
  const after = paging.cursors?.after ?? query?.get("after");
  return !after || after === before ? null : after;
}
