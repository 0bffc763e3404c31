import type { PageView, Platform } from "#lib/forms/views.ts";

/** One tick of the picker: a page's Messenger, or the Instagram account linked to it. */
export type Choice = {
  key: string;
  platform: Platform;
  /** Whose channel it becomes: the page's id, or the Instagram account's. */
  pageId: string;
  isConnected: boolean;
  blockedBy: PageView["blocked_by"];
};

export function choicesOf(page: PageView): Choice[] {
  const messenger: Choice = {
    key: `facebook:${page.page_id}`,
    platform: "facebook",
    pageId: page.page_id,
    isConnected: page.connected,
    blockedBy: page.blocked_by,
  };
  if (page.instagram_account === null) return [messenger];

  const instagram: Choice = {
    key: `instagram:${page.instagram_account.id}`,
    platform: "instagram",
    pageId: page.instagram_account.id,
    isConnected: page.instagram_connected,
    blockedBy: page.blocked_by,
  };
  return [messenger, instagram];
}

export function isFree({ isConnected, blockedBy }: Choice): boolean {
  return !isConnected && blockedBy === null;
}

/** By page name, category or Instagram handle, in any letter case. */
export function matchesSearch(page: PageView, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return [page.page_name, page.category, page.instagram_account?.username]
    .filter((text) => typeof text === "string")
    .some((text) => text.toLocaleLowerCase().includes(wanted));
}
