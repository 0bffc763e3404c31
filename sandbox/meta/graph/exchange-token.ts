import { issueUserToken, longTokenSeconds, shortTokenSeconds } from "#sandbox/state/tokens.ts";
import type { GraphCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { textParam } from "./params.ts";
import { whyDead } from "./read-caller.ts";

/** `/oauth/access_token` with all its grant types. */
export function exchangeToken(call: GraphCall) {
  checkClient(call);
  const grantType = textParam(call.params, "grant_type");
  if (grantType === "fb_exchange_token") return exchangeForLong(call);
  if (grantType === "client_credentials") return appToken(call);
  return exchangeCode(call);
}

function exchangeCode(call: GraphCall) {
  const redirectUri = textParam(call.params, "redirect_uri");
  if (redirectUri === null) throw refusal("Missing redirect_uri parameter.", 191);
  const code = call.sandbox.tokens.codes.get(textParam(call.params, "code") ?? "");
  if (!code) throw refusal("Invalid verification code format.", 100);
  if (code.clientId !== call.sandbox.config.appId || code.redirectUri !== redirectUri) {
    throw refusal(
      "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
      100,
      36008,
    );
  }
  if (code.isUsed) throw refusal("This authorization code has been used.", 100, 36009);
  if (code.expiresAt <= call.tokenNow) {
    throw refusal("This authorization code has expired.", 100, 36007);
  }
  code.isUsed = true;
  return answerToken(call, code.userId, false);
}

function exchangeForLong(call: GraphCall) {
  const value = textParam(call.params, "fb_exchange_token");
  if (value === null) throw refusal("Missing fb_exchange_token parameter.", 100);
  const token = call.sandbox.tokens.tokens.get(value);
  if (token?.kind !== "user") {
    throw refusal("Invalid OAuth access token - Cannot parse access token", 190);
  }
  const dead = whyDead(call.sandbox, token, call.tokenNow);
  if (dead) throw refusal(dead.message, 190, dead.subcode);
  return answerToken(call, token.userId, true);
}

function answerToken(call: GraphCall, userId: string, isLongLived: boolean) {
  const token = issueUserToken(call.sandbox.tokens, {
    userId,
    isLongLived,
    now: call.tokenNow,
  });
  const seconds = isLongLived ? longTokenSeconds : shortTokenSeconds;
  return { access_token: token.value, token_type: "bearer", expires_in: seconds };
}

function appToken(call: GraphCall) {
  const { appId, appSecret } = call.sandbox.config;
  return { access_token: `${appId}|${appSecret}`, token_type: "bearer" };
}

function checkClient(call: GraphCall): void {
  const { appId, appSecret } = call.sandbox.config;
  const clientId = textParam(call.params, "client_id");
  if (clientId === null) throw refusal("Missing client_id parameter.", 101);
  if (clientId !== appId) {
    throw refusal(
      "Error validating application. Cannot get application info due to a system error.",
      101,
    );
  }
  if (textParam(call.params, "client_secret") !== appSecret) {
    // Code 1 although it is no passing trouble: that is how Meta answers a wrong secret.
    throw refusal("Error validating client secret.", 1);
  }
}

function refusal(message: string, code: number, subcode?: number): GraphError {
  return new GraphError(message, { code, ...(subcode === undefined ? {} : { subcode }) });
}
