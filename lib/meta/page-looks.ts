import type { GraphClient } from "./graph-client.ts";
import { type GrantedPage, pageSchema, toGrantedPage } from "./page-row.ts";

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
      fields: "id,name,picture{url},instagram_business_account{id,username,profile_picture_url}",
    },
    answer: pageSchema,
    token: pageToken,
    pageId,
  });
  const { name, pictureUrl, instagram }: GrantedPage = toGrantedPage(row);
  return {
    page: { name: unlessId(name, row.id), pictureUrl },
    instagram: instagram && {
      id: instagram.id,
      name: unlessId(instagram.username, instagram.id),
      pictureUrl: instagram.pictureUrl,
    },
  };
}

/** What has no name is listed by its id; a name that was known is better. */
function unlessId(name: string, id: string): string | null {
  return name === id ? null : name;
}
