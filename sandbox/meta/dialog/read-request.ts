import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type FacebookUser, findUser } from "#sandbox/world-users.ts";
import { configPermissions, knownPermissions } from "./permissions.ts";

export type DialogRequest = {
  /** Who is logged in at Facebook. */
  user: FacebookUser;
  redirectUri: string;
  /** Asked for, without public_profile, which every login grants. */
  permissions: string[];
  state: string | null;
  /** Facebook Login for Business: all permissions or none. */
  isBusinessLogin: boolean;
  /** auth_type=rerequest: asks for what is missing and keeps the rest. */
  asksAgain: boolean;
  isPopup: boolean;
  returnsScopes: boolean;
  /** Everything as it came, for the form. */
  query: [string, string][];
};

export type DialogRequestResult =
  | { ok: true; request: DialogRequest }
  | { ok: false; title: string; text: string };

/** Checks a dialog's address as Facebook does; a refusal is shown to the person and never called back. */
export function readDialogRequest(
  { config, settings }: Sandbox,
  query: URLSearchParams,
): DialogRequestResult {
  if (query.get("client_id") !== config.appId) {
    return refuse("Invalid App ID", "The provided app ID does not look like a valid app ID.");
  }
  const redirectUri = query.get("redirect_uri") ?? "";
  if (redirectUri !== `${config.appBaseUrl}/auth/facebook/callback`) {
    return refuse(
      "URL blocked",
      "This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.",
    );
  }
  const responseType = query.get("response_type") ?? "code";
  if (responseType !== "code") {
    return refuse("Invalid parameter", `The response_type "${responseType}" is not enabled.`);
  }
  const configId = query.get("config_id");
  const asked = (query.get("scope") ?? "").split(/[\s,]+/).filter((name) => name !== "");
  const unknown = asked.filter((name) => !knownPermissions.includes(name));
  if (unknown.length > 0) {
    return refuse(
      `Invalid Scopes: ${unknown.join(", ")}`,
      "This message is only shown to developers. Users of your app will ignore these permissions if present.",
    );
  }
  if (configId !== null && !/^\d+$/.test(configId)) {
    return refuse(
      "Invalid parameter",
      "The parameter config_id is not a configuration of this app.",
    );
  }
  const user = findUser(query.get(userParameter) ?? settings.logged_in);
  if (!user) return refuse("Who are you?", "Nobody of this name has a Facebook account here.");
  return {
    ok: true,
    request: {
      user,
      redirectUri,
      permissions: configId === null ? withoutProfile(asked) : [...configPermissions],
      state: query.get("state"),
      isBusinessLogin: configId !== null,
      asksAgain: query.get("auth_type") === "rerequest",
      isPopup: query.get("display") === "popup",
      returnsScopes: query.get("return_scopes") === "true",
      query: [...query].filter(([name]) => dialogParameters.includes(name)),
    },
  };
}

/** The sandbox's own: key or id of who logs in, over the setting `logged_in`. */
export const userParameter = "sandbox_user";

const dialogParameters = [
  "client_id",
  "redirect_uri",
  "state",
  "response_type",
  "scope",
  "config_id",
  "override_default_response_type",
  "auth_type",
  "display",
  "return_scopes",
];

function withoutProfile(names: string[]): string[] {
  return [...new Set(names)].filter((name) => name !== "public_profile");
}

function refuse(title: string, text: string): DialogRequestResult {
  return { ok: false, title, text };
}
