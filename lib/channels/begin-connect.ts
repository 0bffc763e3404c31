import { createHash, randomBytes } from "node:crypto";
import type { Db } from "#db/client.ts";
import { addState, deleteStatesBefore } from "#db/queries/oauth-states.ts";
import type { Env } from "#lib/env.ts";
import { dialogAddress } from "#lib/meta/oauth.ts";

export type ConnectSettings = Pick<
  Env,
  | "APP_BASE_URL"
  | "FACEBOOK_APP_ID"
  | "FACEBOOK_DIALOG_URL"
  | "FACEBOOK_GRAPH_VERSION"
  | "FACEBOOK_LOGIN_CONFIG_ID"
>;

const STATE_LIFETIME_MS = 10 * 60 * 1_000;

/** Opens an attempt to connect Facebook, good for one use by this user. @returns Meta's dialog. */
export async function beginConnect(
  { db, settings }: { db: Db; settings: ConnectSettings },
  { userId, popup, now }: { userId: string; popup: boolean; now: Date },
): Promise<string> {
  const state = randomBytes(32).toString("base64url");
  await deleteStatesBefore(db, now);
  await addState(db, {
    stateHash: hashOf(state),
    userId,
    expiresAt: new Date(now.getTime() + STATE_LIFETIME_MS),
  });
  return dialogAddress({
    dialogUrl: settings.FACEBOOK_DIALOG_URL,
    version: settings.FACEBOOK_GRAPH_VERSION,
    appId: settings.FACEBOOK_APP_ID,
    redirectUri: redirectUriOf(settings),
    configId: settings.FACEBOOK_LOGIN_CONFIG_ID,
    state,
    popup,
  });
}

/** Byte for byte the same in the dialog and in the exchange, or Meta refuses the code. */
export function redirectUriOf({ APP_BASE_URL }: Pick<Env, "APP_BASE_URL">): string {
  return `${APP_BASE_URL}/auth/facebook/callback`;
}

export function hashOf(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}
