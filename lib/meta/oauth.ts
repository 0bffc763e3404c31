import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

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
};

export function dialogAddress(options: DialogOptions): string {
  const url = new URL(`${options.dialogUrl}/${options.version}/dialog/oauth`);
  url.searchParams.set("client_id", options.appId);
  url.searchParams.set("redirect_uri", options.redirectUri);
  url.searchParams.set("state", options.state);
  url.searchParams.set("response_type", "code");
  if (options.configId === undefined) url.searchParams.set("scope", SCOPES.join(","));
  else {
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
  const { appId, appSecret } = graph.options;
  const app = { client_id: appId, client_secret: appSecret };
  const exchange = (query: Record<string, string>) =>
    graph.call({
      method: "get",
      path: "oauth/access_token",
      answer: tokenSchema,
      query: { ...app, ...query },
    });

  const short = await exchange({ redirect_uri: redirectUri, code });
  const long = await exchange({
    grant_type: "fb_exchange_token",
    fb_exchange_token: short.access_token,
  });
  return { accessToken: long.access_token, expiresInSeconds: long.expires_in ?? null };
}

const personSchema = z.looseObject({
  id: metaIdSchema,
  name: z.string().optional().catch(undefined),
});

const permissionsSchema = z.looseObject({
  data: z.array(z.looseObject({ permission: z.string(), status: z.string() })),
});

/** The person behind a user token, and which permissions that person granted. */
export async function readGrant(graph: GraphClient, token: string) {
  const [person, permissions] = await Promise.all([
    graph.call({
      method: "get",
      path: "me",
      answer: personSchema,
      token,
      query: { fields: "id,name" },
    }),
    graph.call({ method: "get", path: "me/permissions", answer: permissionsSchema, token }),
  ]);
  const granted = permissions.data
    .filter(({ status }) => status === "granted")
    .map(({ permission }) => permission);
  return { facebookUserId: person.id, name: person.name ?? null, granted };
}
