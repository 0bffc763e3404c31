import { z } from "zod";
import { debugToken } from "./debug-token.ts";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";
import { readPermissions } from "./permissions.ts";

/** What this product needs; Instagram's two and `business_management` are missing in many examples. */
export const SCOPES = [
  "pages_show_list",
  "pages_manage_metadata",
  "pages_messaging",
  "pages_read_engagement",
  "business_management",
  "instagram_basic",
  "instagram_manage_messages",
] as const;

export type DialogOptions = {
  dialogUrl: string;
  version: string;
  appId: string;
  redirectUri: string;
  state: string;
  popup: boolean;
  /** Facebook Login for Business: a saved configuration instead of scopes. */
  configId?: string | undefined;
  /** Asks once more for what the person declined; a saved configuration always asks for all. */
  declined?: readonly string[] | undefined;
};

export function dialogAddress(options: DialogOptions): string {
  const url = new URL(`${options.dialogUrl}/${options.version}/dialog/oauth`);
  url.searchParams.set("client_id", options.appId);
  url.searchParams.set("redirect_uri", options.redirectUri);
  url.searchParams.set("state", options.state);
  url.searchParams.set("response_type", "code");
  if (options.configId === undefined) {
    const { declined = [] } = options;
    url.searchParams.set("scope", (declined.length > 0 ? declined : SCOPES).join(","));
    // Without it the dialog leaves out what was declined before.
    if (declined.length > 0) url.searchParams.set("auth_type", "rerequest");
  } else {
    url.searchParams.set("config_id", options.configId);
    url.searchParams.set("override_default_response_type", "true");
  }
  if (options.popup) url.searchParams.set("display", "popup");
  return url.href;
}

const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  /** Seconds; absent or 0 for tokens that do not expire. */
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});

export type UserToken = {
  accessToken: string;
  /** Null when Meta gave it no end. */
  expiresInSeconds: number | null;
};

/**
 * Code → short-lived → long-lived user token. Page tokens read with a short-lived one would die
 * with it after about an hour, so callers never see that one.
 *
 * @param redirectUri Byte for byte the one given to the dialog.
 * @throws {MetaError}
 */
export async function exchangeCode(
  graph: GraphClient,
  { code, redirectUri }: { code: string; redirectUri: string },
): Promise<UserToken> {
  const short = await exchange(graph, { redirect_uri: redirectUri, code });
  return extendToken(graph, short.access_token);
}

/**
 * A user token that lives about 60 days from now, for one that still lives; Meta has none for a dead one.
 *
 * @throws {MetaError}
 */
export async function extendToken(graph: GraphClient, token: string): Promise<UserToken> {
  const long = await exchange(graph, {
    grant_type: "fb_exchange_token",
    fb_exchange_token: token,
  });
  return { accessToken: long.access_token, expiresInSeconds: long.expires_in ?? null };
}

function exchange(graph: GraphClient, query: Record<string, string>) {
  const { appId, appSecret } = graph.options;
  return graph.call({
    method: "get",
    path: "oauth/access_token",
    answer: tokenSchema,
    query: { client_id: appId, client_secret: appSecret, ...query },
  });
}

const personSchema = z.looseObject({
  id: metaIdSchema,
  name: z.string().optional().catch(undefined),
});

/** The person behind a user token, and the permissions granted; null where Meta does not say. */
export async function readGrant(graph: GraphClient, token: string) {
  const [person, granted] = await Promise.all([
    graph.call({
      method: "get",
      path: "me",
      answer: personSchema,
      token,
      query: { fields: "id,name" },
    }),
    readPermissions(graph, token, async () => (await debugToken(graph, token)).scopes),
  ]);
  return { facebookUserId: person.id, name: person.name ?? null, granted };
}
