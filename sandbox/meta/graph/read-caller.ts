import { createHmac } from "node:crypto";
import { loginOf } from "#sandbox/state/logins.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Token } from "#sandbox/state/tokens.ts";
import type { Caller, GraphCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { textParam } from "./params.ts";

/** Who calls, by the access token and its proof; throws Meta's error 190, 2500 or 100. */
export function readCaller(call: GraphCall, authorization: string | undefined): Caller {
  const value = textParam(call.params, "access_token") ?? bearerOf(authorization);
  if (value === null) {
    throw new GraphError(
      "An active access token must be used to query information about the current user.",
      { code: 2500 },
    );
  }
  const caller = findCaller(call, value);
  checkProof(call, value);
  return caller;
}

function findCaller(call: GraphCall, value: string): Caller {
  const { config, tokens } = call.sandbox;
  if (value === `${config.appId}|${config.appSecret}`) return { kind: "app" };
  const token = tokens.tokens.get(value);
  if (!token) {
    const message = /^EAA[A-Za-z0-9]+$/.test(value)
      ? "Error validating access token: The session is invalid because the user logged out."
      : "Invalid OAuth access token - Cannot parse access token";
    throw new GraphError(message, {
      code: 190,
      ...(message.startsWith("Error") ? { subcode: 467 } : {}),
    });
  }
  const refusal = whyDead(call.sandbox, token, call.tokenNow);
  if (refusal) throw new GraphError(refusal.message, { code: 190, subcode: refusal.subcode });
  return token.kind === "page" && token.pageId !== null
    ? { kind: "page", token, pageId: token.pageId }
    : { kind: "user", token };
}

/** Why a token no longer works; null when it does. */
export function whyDead(
  sandbox: Sandbox,
  token: Token,
  now: number,
): { message: string; subcode: number } | null {
  const prefix = "Error validating access token: ";
  if (token.deadSubcode !== null) {
    const reason = reasons[token.deadSubcode] ?? "The session is invalid.";
    return { message: prefix + reason, subcode: token.deadSubcode };
  }
  if (token.expiresAt !== null && token.expiresAt <= now) {
    const ended = new Date(token.expiresAt).toUTCString();
    const reason = `Session has expired on ${ended}. The current time is ${new Date(now).toUTCString()}.`;
    return { message: prefix + reason, subcode: 463 };
  }
  if (loginOf(sandbox.logins, token.userId).isAtCheckpoint) {
    return { message: `${prefix}${reasons[459]}`, subcode: 459 };
  }
  return null;
}

const reasons: Record<number, string> = {
  458: "The user has not authorized application.",
  459: "The session has been invalidated because the user must log in at facebook.com.",
  460: "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  463: "Session has expired.",
  464: "Sessions for the user are not allowed because the user is not a confirmed user.",
  467: "The session is invalid because the user logged out.",
  492: "Session is invalid: the user no longer has a role on the page.",
};

function checkProof(call: GraphCall, token: string): void {
  const proof = textParam(call.params, "appsecret_proof");
  if (proof === null) {
    if (!call.sandbox.settings.require_appsecret_proof) return;
    throw proofError("API calls from the server require an appsecret_proof argument");
  }
  const expected = createHmac("sha256", call.sandbox.config.appSecret).update(token).digest("hex");
  if (proof !== expected) {
    throw proofError("Invalid appsecret_proof provided in the API argument");
  }
}

function proofError(message: string): GraphError {
  return new GraphError(message, { code: 100, type: "GraphMethodException" });
}

export function bearerOf(authorization: string | undefined): string | null {
  return /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? "")?.[1] ?? null;
}
