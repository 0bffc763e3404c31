import type { Grant } from "#sandbox/state/grant.ts";
import { dataAccessEndOf, type Login, loginOf } from "#sandbox/state/logins.ts";
import type { Token } from "#sandbox/state/tokens.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter } from "./graph-error.ts";
import { textParam } from "./params.ts";
import { whyDead } from "./read-caller.ts";

/** Answers 200 for dead tokens too, with is_valid false and the reason. */
export function debugToken(call: AuthorisedCall) {
  const input = textParam(call.params, "input_token");
  if (input === null) throw badParameter("The parameter input_token is required");
  const { appId, appSecret } = call.sandbox.config;
  if (input === `${appId}|${appSecret}`) {
    return {
      data: { app_id: appId, type: "APP", application: appName, is_valid: true, scopes: [] },
    };
  }
  const token = call.sandbox.tokens.tokens.get(input);
  if (!token) return { data: { error: invalidToken, is_valid: false, scopes: [] } };
  const dead = whyDead(call.sandbox, token, call.tokenNow);
  const login = loginOf(call.sandbox.logins, token.userId);
  return {
    data: {
      ...describeToken(token, login, appId),
      is_valid: dead === null,
      ...(dead === null
        ? {}
        : { error: { code: 190, message: dead.message, subcode: dead.subcode } }),
      ...describeScopes(login.grant),
    },
  };
}

export const appName = "Switchboard (sandbox)";

const invalidToken = {
  code: 190,
  message: "Invalid OAuth access token - Cannot parse access token",
};

function describeToken(token: Token, login: Login, appId: string) {
  const issuedAt = Math.floor(token.issuedAt / 1000);
  return {
    app_id: appId,
    type: token.kind === "page" ? "PAGE" : "USER",
    application: appName,
    data_access_expires_at: Math.floor(dataAccessEndOf(login) / 1000),
    expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000),
    ...(token.isLongLived ? { issued_at: issuedAt } : {}),
    user_id: token.userId,
    ...(token.pageId === null ? {} : { profile_id: token.pageId }),
  };
}

function describeScopes(grant: Grant) {
  const scopes = [...grant.permissions].filter(([, status]) => status === "granted");
  return {
    scopes: scopes.map(([permission]) => permission),
    granular_scopes: scopes.map(([scope]) => ({ scope, ...targetsOf(scope, grant) })),
  };
}

function targetsOf(scope: string, grant: Grant) {
  if (scope.startsWith("pages_")) return { target_ids: [...grant.pageIds] };
  if (scope.startsWith("instagram_")) return { target_ids: [...grant.instagramIds] };
  return {};
}
