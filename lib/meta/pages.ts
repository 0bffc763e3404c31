import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

/** Pictures are shown by the browser, so anything but a web address is dropped here. */
const pictureUrl = z
  .url({ protocol: /^https?$/ })
  .nullish()
  .catch(null);

const instagramSchema = z.looseObject({
  id: metaIdSchema,
  username: z.string().min(1).optional().catch(undefined),
  profile_picture_url: pictureUrl,
});

const pageSchema = z.looseObject({
  id: metaIdSchema,
  name: z.string().catch(""),
  category: z.string().nullish().catch(null),
  /** Missing when the person may not act for the page. */
  access_token: z.string().min(1).optional().catch(undefined),
  tasks: z.array(z.string()).optional().catch(undefined),
  picture: z
    .looseObject({ data: z.looseObject({ url: pictureUrl }) })
    .nullish()
    .catch(null),
  instagram_business_account: instagramSchema.nullish().catch(null),
});

const resultPageSchema = z.looseObject({
  data: z.array(z.unknown()),
  paging: z
    .looseObject({
      cursors: z.looseObject({ after: z.string().optional() }).optional(),
      next: z.string().optional(),
    })
    .nullish()
    .catch(null),
});

export type GrantedPage = {
  pageId: string;
  name: string;
  category: string | null;
  pictureUrl: string | null;
  /** Null when Meta gave none: the page cannot be served. */
  accessToken: string | null;
  mayMessage: boolean;
  instagram: { id: string; username: string; pictureUrl: string | null } | null;
};

const FIELDS =
  "id,name,category,tasks,access_token,picture{url},instagram_business_account{id,username,name,profile_picture_url}";

/** A person with more pages than this gets the first ones; it also ends a cursor that never ends. */
const RESULT_PAGES_MAX = 100;

/**
 * Every page that the person granted, over all result pages. Built from the cursor alone:
 * `paging.next` carries the token in its URL and may name another host.
 *
 * @throws {MetaError}
 */
export async function listGrantedPages(graph: GraphClient, token: string): Promise<GrantedPage[]> {
  const found = new Map<string, GrantedPage>();
  let after: string | undefined;
  for (let read = 0; read < RESULT_PAGES_MAX; read += 1) {
    const result = await graph.call({
      method: "get",
      path: "me/accounts",
      answer: resultPageSchema,
      token,
      query: { fields: FIELDS, limit: "100", ...(after === undefined ? {} : { after }) },
    });
    for (const row of result.data) {
      const page = pageSchema.safeParse(row);
      if (page.success) found.set(page.data.id, toGrantedPage(page.data));
    }
    const next = result.paging?.cursors?.after;
    if (result.paging?.next === undefined || next === undefined || next === after) break;
    after = next;
  }
  return [...found.values()];
}

/** Meta's documents spell it in two ways, new-style pages in a third; unknown tasks say nothing. */
const MESSAGING_TASKS = new Set([
  "MESSAGING",
  "MESSAGE",
  "PROFILE_PLUS_MESSAGING",
  "PROFILE_PLUS_FULL_CONTROL",
]);

function toGrantedPage(page: z.infer<typeof pageSchema>): GrantedPage {
  const instagram = page.instagram_business_account ?? null;
  return {
    pageId: page.id,
    name: cleanName(page.name) || page.id,
    category: page.category ? cleanName(page.category) : null,
    pictureUrl: page.picture?.data.url ?? null,
    accessToken: page.access_token ?? null,
    mayMessage:
      page.access_token !== undefined &&
      (page.tasks === undefined || page.tasks.some((task) => MESSAGING_TASKS.has(task))),
    instagram: instagram && {
      id: instagram.id,
      username: cleanName(instagram.username ?? "") || instagram.id,
      pictureUrl: instagram.profile_picture_url ?? null,
    },
  };
}

const NAME_CHARACTERS_MAX = 200;

/** Names come from outside: no control or direction-changing characters, and not endless. */
function cleanName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim()
    .slice(0, NAME_CHARACTERS_MAX)
    .toWellFormed();
}
