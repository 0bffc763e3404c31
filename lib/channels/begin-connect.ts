import { randomBytes } from "node:crypto";
import type { Db } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { dialogAddress } from "#lib/meta/oauth.ts";
import type { Redis } from "#lib/redis/redis.ts";
import { openAttempt } from "./connect-attempts.ts";

export type ConnectSettings = Pick<
  Env,
  | "APP_BASE_URL"
  | "FACEBOOK_APP_ID"
  | "FACEBOOK_DIALOG_URL"
  | "FACEBOOK_GRAPH_VERSION"
  | "FACEBOOK_LOGIN_CONFIG_ID"
>;

/** Opens an attempt to connect Facebook, good for one use by this user. @returns Meta's dialog. */
export async function beginConnect(
  needs: { db: Db; redis: Redis; settings: ConnectSettings },
  {
    userId,
    popup,
    now,
    declined = [],
  }: {
    userId: string;
    popup: boolean;
    now: Date;
    /** Permissions to ask for once more, instead of all. */
    declined?: readonly string[];
  },
): Promise<string> {
  const state = randomBytes(32).toString("base64url");
  const { settings } = needs;
  await openAttempt(needs, { state, userId, now });
  return dialogAddress({
    dialogUrl: settings.FACEBOOK_DIALOG_URL,
    version: settings.FACEBOOK_GRAPH_VERSION,
    appId: settings.FACEBOOK_APP_ID,
    redirectUri: redirectUriOf(settings),
    configId: settings.FACEBOOK_LOGIN_CONFIG_ID,
    state,
    popup,
    declined,
  });
}

/** Byte for byte the same in the dialog and in the exchange, or Meta refuses the code. */
export function redirectUriOf({ APP_BASE_URL }: Pick<Env, "APP_BASE_URL">): string {
  return `${APP_BASE_URL}/auth/facebook/callback`;
}
