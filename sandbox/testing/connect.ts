import { expect } from "vitest";
import { z } from "zod";
import { type TestSandbox, testAppId, testSecret } from "./start-test-sandbox.ts";

const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number() });
const pagesSchema = z.object({
  data: z.array(z.object({ id: z.string(), access_token: z.string().optional() })),
  paging: z
    .object({ cursors: z.object({ after: z.string() }), next: z.string().optional() })
    .optional(),
});

export const shoePage = "104829375610284";
export const outletPage = "113520984417735";
export const shoeInstagram = "17841405309211844";

export const usualScope =
  "pages_show_list,pages_manage_metadata,pages_messaging,pages_read_engagement,business_management,instagram_basic,instagram_manage_messages";

/** Consents like a person who leaves everything ticked; answers where the browser is sent. */
export async function consentTo(
  test: TestSandbox,
  form: Record<string, string> = {},
): Promise<URL> {
  const response = await fetch(`${test.url}/facebook/v25.0/dialog/oauth/consent`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      client_id: testAppId,
      redirect_uri: redirectUriOf(test),
      response_type: "code",
      scope: usualScope,
      state: "st/ate=1",
      pages: "all",
      permissions: "all",
      action: "continue",
      ...form,
    }),
  });
  expect(response.status).toBe(302);
  return new URL(response.headers.get("location") ?? "");
}

export function redirectUriOf(test: TestSandbox): string {
  return `${test.sandbox.config.appBaseUrl}/auth/facebook/callback`;
}

/** Asks for a token; the exchange's own parameters come on top of the app's id and secret. */
export async function askToken(test: TestSandbox, params: Record<string, string>) {
  const query = new URLSearchParams({ client_id: testAppId, client_secret: testSecret, ...params });
  return fetch(`${test.url}/graph/v25.0/oauth/access_token?${query}`);
}

/** A long-lived user token after a full consent. */
export async function logIn(test: TestSandbox, form: Record<string, string> = {}): Promise<string> {
  const code = (await consentTo(test, form)).searchParams.get("code") ?? "";
  const short = await tokenFrom(askToken(test, { code, redirect_uri: redirectUriOf(test) }));
  return tokenFrom(askToken(test, { grant_type: "fb_exchange_token", fb_exchange_token: short }));
}

export async function tokenFrom(response: Promise<Response>): Promise<string> {
  return tokenSchema.parse(await (await response).json()).access_token;
}

/** Every page of every result page, with its token. */
export async function walkPages(test: TestSandbox, token: string): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  let url: string | undefined =
    `${test.url}/graph/v25.0/me/accounts?fields=id,access_token&limit=100&access_token=${token}`;
  while (url !== undefined) {
    const answer: z.infer<typeof pagesSchema> = pagesSchema.parse(await (await fetch(url)).json());
    for (const page of answer.data) tokens.set(page.id, page.access_token ?? "");
    url = answer.paging?.next;
  }
  return tokens;
}

/** A page token of the shoe shop, its page subscribed to everything the product needs. */
export async function connectShoes(test: TestSandbox): Promise<string> {
  const pageToken = (await walkPages(test, await logIn(test))).get(shoePage) ?? "";
  const fields = "messages,message_echoes,message_deliveries,message_reads";
  const response = await graphPost(test, `${shoePage}/subscribed_apps`, pageToken, {
    subscribed_fields: fields,
  });
  expect(response).toEqual({ status: 200, body: { success: true } });
  return pageToken;
}

export async function graphPost(
  test: TestSandbox,
  path: string,
  token: string,
  body: Record<string, unknown>,
) {
  const response = await fetch(`${test.url}/graph/v25.0/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** Status, code and subcode of a refusal. */
export function errorOf(answer: { status: number; body: unknown }) {
  const { error } = answer.body as { error?: { code: number; error_subcode?: number } };
  return [answer.status, error?.code, error?.error_subcode];
}

export async function graphGet(test: TestSandbox, path: string, token?: string) {
  const response = await fetch(`${test.url}/graph/${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as unknown,
  };
}

export async function control(test: TestSandbox, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${test.url}/control/${path}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
}
