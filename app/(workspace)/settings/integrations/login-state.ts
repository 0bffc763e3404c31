import type { LoginView } from "#lib/forms/views.ts";

/** From so many days before an end a person reads of it first. */
const SOON_DAYS = 14;

export type LoginState = "dead" | "unused" | "part" | "ending" | "profilesEnding" | "works";

/** The one thing that matters most about a login, which also says what to do about it. */
export function loginState(login: LoginView): LoginState {
  // One that serves nothing any more is in nobody's way.
  if (login.status !== "active") return login.channels === 0 ? "unused" : "dead";
  if (login.missing_permissions.length > 0) return "part";
  if (isSoon(login.works_until)) return "ending";
  if (isSoon(login.profiles_until)) return "profilesEnding";
  return "works";
}

function isSoon(end: LoginView["works_until"]): boolean {
  return end !== null && end.days < SOON_DAYS;
}
