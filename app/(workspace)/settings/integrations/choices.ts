import type { ChannelView, PageView, Platform } from "#lib/forms/views.ts";

/** One tick of the picker: a page's Messenger, or the Instagram account linked to it. */
export type Choice = {
  key: string;
  platform: Platform;
  /** Whose channel it becomes: the page's id, or the Instagram account's. */
  pageId: string;
  isConnected: boolean;
  /** It is a channel already, but only connecting once more makes it work again. */
  isTroubled: boolean;
  blockedBy: PageView["blocked_by"];
};

const none: ReadonlySet<string> = new Set();

export function choicesOf(page: PageView, troubled: ReadonlySet<string> = none): Choice[] {
  return offersOf(page).map((offer) => ({ ...offer, isTroubled: troubled.has(offer.key) }));
}

/** Keys of the choices whose channels a fresh login repairs. */
export function troubledKeys(channels: readonly ChannelView[]): ReadonlySet<string> {
  const ill = channels.filter(
    ({ status }) => status === "reauthorization_required" || status === "error",
  );
  return new Set(ill.map(({ platform, platform_page_id: id }) => `${platform}:${id}`));
}

function offersOf(page: PageView): Omit<Choice, "isTroubled">[] {
  const messenger: Omit<Choice, "isTroubled"> = {
    key: `facebook:${page.page_id}`,
    platform: "facebook",
    pageId: page.page_id,
    isConnected: page.connected,
    blockedBy: page.blocked_by,
  };
  if (page.instagram_account === null) return [messenger];

  const instagram: Omit<Choice, "isTroubled"> = {
    key: `instagram:${page.instagram_account.id}`,
    platform: "instagram",
    pageId: page.instagram_account.id,
    isConnected: page.instagram_connected,
    blockedBy: page.blocked_by,
  };
  return [messenger, instagram];
}

export function isFree({ isConnected, isTroubled, blockedBy }: Choice): boolean {
  return blockedBy === null && (!isConnected || isTroubled);
}

/** By page name, category or Instagram handle, in any letter case. */
export function matchesSearch(page: PageView, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return [page.page_name, page.category, page.instagram_account?.username]
    .filter((text) => typeof text === "string")
    .some((text) => text.toLocaleLowerCase().includes(wanted));
}
