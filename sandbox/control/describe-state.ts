import { personIdAt } from "#sandbox/person-ids.ts";
import { appearanceOf, nameOfAccount } from "#sandbox/state/appearances.ts";
import type { Grant } from "#sandbox/state/grant.ts";
import { dataAccessEndOf, type Login } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Account, listAccounts, world } from "#sandbox/world.ts";
import { fullName } from "#sandbox/world-people.ts";
import { mayUseInbox } from "#sandbox/world-users.ts";

/** Who exists, under which ids, and what is subscribed and granted right now. */
export function describeState(sandbox: Sandbox) {
  const { subscriptions, settings, config } = sandbox;
  const logins = [...sandbox.logins.values()];
  const current = logins.find(({ user }) => user.key === settings.logged_in);
  return {
    app: { id: config.appId, callback_base: config.appBaseUrl },
    user: current && { id: current.user.id, name: current.user.name },
    users: logins.map(describeLogin),
    pages: world.pages.map((page) => ({
      id: page.id,
      name: appearanceOf(sandbox.appearances, page).name,
      category: page.category,
      tasks: current?.roles.get(page.id) ?? [],
      usable: mayUseInbox(current?.roles.get(page.id) ?? []),
      in_business: page.portfolio !== null,
      instagram: appearanceOf(sandbox.appearances, page).instagram,
      subscribed_fields: subscriptions.pages.get(page.id) ?? null,
    })),
    accounts: listAccounts().map((account) => ({
      id: account.id,
      platform: account.platform,
      name: nameOfAccount(sandbox.appearances, account),
      page_id: account.page.id,
      people: peopleOf(account),
    })),
    people: world.people.map((person) => ({ ...person, name: fullName(person) })),
    subscriptions: {
      app: [...subscriptions.app.values()],
      pages: Object.fromEntries(subscriptions.pages),
    },
    grant: current && describeGrant(current.grant),
    settings,
  };
}

/** A Facebook user: what they may do at which page, and what they have allowed the app. */
export function describeLogin(login: Login) {
  return {
    key: login.user.key,
    id: login.user.id,
    name: login.user.name,
    roles: Object.fromEntries(login.roles),
    grant: describeGrant(login.grant),
    logged_in_at: login.loggedInAt,
    data_access_ends_at: login.loggedInAt === null ? null : dataAccessEndOf(login),
    is_at_checkpoint: login.isAtCheckpoint,
  };
}

function describeGrant(grant: Grant) {
  return {
    permissions: Object.fromEntries(grant.permissions),
    page_ids: [...grant.pageIds],
    instagram_ids: [...grant.instagramIds],
  };
}

/** person key → PSID or IGSID at this account */
function peopleOf(account: Account): Record<string, string> {
  return Object.fromEntries(
    world.people.map((person) => [person.key, personIdAt(account, person)]),
  );
}
