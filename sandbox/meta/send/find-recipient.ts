import { findPersonAt } from "#sandbox/person-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { openThread, type Thread } from "#sandbox/state/threads.ts";
import { findAccount } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";

/** The page's or its Instagram account's thread with this person; null for an id of nobody here. */
export function findRecipient(sandbox: Sandbox, page: Page, personId: string): Thread | null {
  const accounts = [findAccount(page.id), page.instagram && findAccount(page.instagram.id)];
  for (const account of accounts) {
    const person = account ? findPersonAt(account, personId) : null;
    if (account && person) return openThread(sandbox.threads, { account, person, personId });
  }
  return null;
}
