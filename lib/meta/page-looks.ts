import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

const NAME_MAX = 200;

/** Names come from outside: one line, without direction-changing characters; an empty one is none. */
const nameSchema = z
  .string()
  .transform((name) =>
    name
      .toWellFormed()
      .replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
      .trim()
      .slice(0, NAME_MAX)
      .toWellFormed(),
  )
  .pipe(z.string().min(1))
  .nullish()
  .catch(null);

/** Shown by the browser, so anything but a web address is dropped here. */
const pictureUrl = z
  .url({ protocol: /^https?$/ })
  .nullish()
  .catch(null);

const looksSchema = z.looseObject({
  name: nameSchema,
  picture: z
    .looseObject({ data: z.looseObject({ url: pictureUrl }) })
    .nullish()
    .catch(null),
  instagram_business_account: z
    .looseObject({ id: metaIdSchema, username: nameSchema, profile_picture_url: pictureUrl })
    .nullish()
    .catch(null),
});

/** Null is what Meta did not tell. */
type Looks = { name: string | null; pictureUrl: string | null };
export type PageLooks = { page: Looks; instagram: (Looks & { id: string }) | null };

/**
 * What a page and its linked Instagram account are called now, and their pictures, as the page's own
 * token shows them.
 *
 * @throws {MetaError | UpstreamAwayError}
 */
export async function readPageLooks(
  graph: GraphClient,
  { pageId, pageToken }: { pageId: string; pageToken: string },
): Promise<PageLooks> {
  const row = await graph.call({
    method: "get",
    path: encodeURIComponent(pageId),
    query: {
      fields: "name,picture{url},instagram_business_account{id,username,profile_picture_url}",
    },
    answer: looksSchema,
    token: pageToken,
    pageId,
  });
  const instagram = row.instagram_business_account ?? null;
  return {
    page: { name: row.name ?? null, pictureUrl: row.picture?.data.url ?? null },
    instagram: instagram && {
      id: instagram.id,
      name: instagram.username ?? null,
      pictureUrl: instagram.profile_picture_url ?? null,
    },
  };
}
