import { type InstagramAccount, type Page, pages } from "./world-pages.ts";
import { type Person, people } from "./world-people.ts";
import { type FacebookUser, users } from "./world-users.ts";

/** Everybody and everything that exists on the invented Facebook; all names are made up. */
export const world: World = {
  users,
  business: { id: "748213905517264", name: "Linden Retail Group" },
  pages,
  people,
};

export type World = {
  users: readonly FacebookUser[];
  business: { id: string; name: string };
  pages: readonly Page[];
  people: readonly Person[];
};

export type Platform = "messenger" | "instagram";

/** Where a customer can write to: a page's Messenger or a linked Instagram account. */
export type Account = { id: string; platform: Platform; name: string; page: Page };

export function findPage(pageId: string): Page | null {
  return world.pages.find((page) => page.id === pageId) ?? null;
}

export function listAccounts(): readonly Account[] {
  return accounts;
}

export function findAccount(accountId: string): Account | null {
  return accountsById.get(accountId) ?? null;
}

function accountsOf(pages: readonly Page[]): Account[] {
  return pages.flatMap((page) => {
    const messenger: Account = { id: page.id, platform: "messenger", name: page.name, page };
    return page.instagram ? [messenger, instagramOf(page, page.instagram)] : [messenger];
  });
}

function instagramOf(page: Page, instagram: InstagramAccount): Account {
  return { id: instagram.id, platform: "instagram", name: `@${instagram.username}`, page };
}

const accounts = accountsOf(world.pages);
const accountsById = new Map(accounts.map((account) => [account.id, account]));
