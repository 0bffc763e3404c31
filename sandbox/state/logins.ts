import { type FacebookUser, users } from "#sandbox/world-users.ts";
import { dayMs } from "./clock.ts";
import { createGrant, type Grant, hasPermission } from "./grant.ts";

/** A Facebook user and what the app has of them. */
export type Login = {
  user: FacebookUser;
  grant: Grant;
  /** page id → tasks; absent: no role there */
  roles: Map<string, readonly string[]>;
  /** The last time they came through the dialog, in the sandbox's time. */
  loggedInAt: number | null;
  /** Facebook wants to see them before it believes their tokens again. */
  isAtCheckpoint: boolean;
};

/** By user id. */
export type LoginStore = ReadonlyMap<string, Login>;

export function createLogins(): LoginStore {
  return new Map(users.map((user) => [user.id, createLogin(user)]));
}

function createLogin(user: FacebookUser): Login {
  return {
    user,
    grant: createGrant(),
    roles: new Map(Object.entries(user.tasks)),
    loggedInAt: null,
    isAtCheckpoint: false,
  };
}

export function loginOf(logins: LoginStore, userId: string): Login {
  const login = logins.get(userId);
  if (!login) throw new Error(`No Facebook user ${userId}`);
  return login;
}

/** Whether the permission is granted for this very page: consent may cover some pages only. */
export function coversPage(login: Login, permission: string, pageId: string): boolean {
  return hasPermission(login.grant, permission) && login.grant.pageIds.has(pageId);
}

export function coversInstagram(login: Login, permission: string, accountId: string): boolean {
  return hasPermission(login.grant, permission) && login.grant.instagramIds.has(accountId);
}

const dataAccessDays = 90;

/** Until when the app may read personal data, counted from the last time through the dialog. */
export function dataAccessEndOf(login: Login): number {
  return (login.loggedInAt ?? 0) + dataAccessDays * dayMs;
}
