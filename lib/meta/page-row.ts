import { z } from "zod";
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

export const pageSchema = z.looseObject({
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

/** Why a page cannot be served; null when it can. */
type PageBlock = "no_messaging_task" | "no_moderation_task" | "no_token" | null;

export type GrantedPage = {
  pageId: string;
  name: string;
  category: string | null;
  pictureUrl: string | null;
  /** Null when Meta gave none: the page cannot be served. */
  accessToken: string | null;
  blockedBy: PageBlock;
  instagram: { id: string; username: string; pictureUrl: string | null } | null;
};

/** What is asked for of each page. */
export const PAGE_FIELDS =
  "id,name,category,tasks,access_token,picture{url},instagram_business_account{id,username,name,profile_picture_url}";

/** Who may do everything at a page; older samples name only this one, and once by another name. */
const MANAGING_TASKS = ["MANAGE", "ADMINISTER", "PROFILE_PLUS_MANAGE", "PROFILE_PLUS_FULL_CONTROL"];

/** Meta's documents spell it in two ways, new-style pages in a third; unknown tasks say nothing. */
const MESSAGING_TASKS = new Set([
  "MESSAGING",
  "MESSAGE",
  "PROFILE_PLUS_MESSAGING",
  ...MANAGING_TASKS,
]);

/** One of these is needed to have the page's messages delivered. */
const SUBSCRIBING_TASKS = new Set([
  "MODERATE",
  "CREATE_CONTENT",
  "PROFILE_PLUS_MODERATE",
  "PROFILE_PLUS_CREATE_CONTENT",
  ...MANAGING_TASKS,
]);

export function toGrantedPage(page: z.infer<typeof pageSchema>): GrantedPage {
  const instagram = page.instagram_business_account ?? null;
  return {
    pageId: page.id,
    name: cleanName(page.name) || page.id,
    category: page.category ? cleanName(page.category) : null,
    pictureUrl: page.picture?.data.url ?? null,
    accessToken: page.access_token ?? null,
    blockedBy: blockOf(page),
    instagram: instagram && {
      id: instagram.id,
      username: cleanName(instagram.username ?? "") || instagram.id,
      pictureUrl: instagram.profile_picture_url ?? null,
    },
  };
}

function blockOf({ tasks, access_token: token }: z.infer<typeof pageSchema>): PageBlock {
  if (tasks !== undefined && !tasks.some((task) => MESSAGING_TASKS.has(task))) {
    return "no_messaging_task";
  }
  if (token === undefined) return "no_token";
  const maySubscribe = tasks === undefined || tasks.some((task) => SUBSCRIBING_TASKS.has(task));
  return maySubscribe ? null : "no_moderation_task";
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
