import { personIdAt } from "#sandbox/person-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Account, isUsable, listAccounts, world } from "#sandbox/world.ts";
import { fullName } from "#sandbox/world-people.ts";

/** Who exists, under which ids, and what is subscribed and granted right now. */
export function describeState(sandbox: Sandbox) {
  const { grant, subscriptions, settings, config } = sandbox;
  return {
    app: { id: config.appId, callback_base: config.appBaseUrl },
    user: { id: world.user.id, name: world.user.name },
    pages: world.pages.map((page) => ({
      id: page.id,
      name: page.name,
      category: page.category,
      tasks: page.tasks,
      usable: isUsable(page),
      in_business: page.isInBusiness,
      instagram: page.instagram,
      subscribed_fields: subscriptions.pages.get(page.id) ?? null,
    })),
    accounts: listAccounts().map((account) => ({
      id: account.id,
      platform: account.platform,
      name: account.name,
      page_id: account.page.id,
      people: peopleOf(account),
    })),
    people: world.people.map((person) => ({ ...person, name: fullName(person) })),
    subscriptions: {
      app: [...subscriptions.app.values()],
      pages: Object.fromEntries(subscriptions.pages),
    },
    grant: {
      permissions: Object.fromEntries(grant.permissions),
      page_ids: [...grant.pageIds],
      instagram_ids: [...grant.instagramIds],
    },
    settings,
  };
}

/** person key → PSID or IGSID at this account */
function peopleOf(account: Account): Record<string, string> {
  return Object.fromEntries(
    world.people.map((person) => [person.key, personIdAt(account, person)]),
  );
}
