import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  askToken,
  consentTo,
  graphGet,
  logIn,
  redirectUriOf,
  tokenFrom,
} from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testAppId,
  testSecret,
} from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeEach(async () => {
  test = await startTestSandbox();
});
afterEach(() => test.stop());

describe("the login dialog", () => {
  it("returns the state unchanged beside the code", async () => {
    const target = await consentTo(test);
    expect(target.searchParams.get("state")).toBe("st/ate=1");
    expect(target.hash).toBe("#_=_");
  });

  it("returns Facebook's denial when cancelled", async () => {
    const target = await consentTo(test, { action: "cancel" });
    expect(Object.fromEntries(target.searchParams)).toEqual({
      error: "access_denied",
      error_code: "200",
      error_reason: "user_denied",
      error_description: "Permissions error",
      state: "st/ate=1",
    });
  });

  it.each([
    ["a foreign redirect_uri", { redirect_uri: "https://evil.test/auth/facebook/callback" }],
    ["an unknown scope", { scope: "pages_messaging,instagram_business_basic" }],
    ["another app", { client_id: "1" }],
    ["another response type", { response_type: "token" }],
  ])("shows its own error page for %s", async (_, change) => {
    const query = new URLSearchParams({
      client_id: testAppId,
      redirect_uri: redirectUriOf(test),
      scope: "pages_messaging",
      ...change,
    });
    const response = await fetch(`${test.url}/facebook/v25.0/dialog/oauth?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });
});

describe("the token exchange", () => {
  it("gives a short token for a code, and a long one for the short one", async () => {
    const code = (await consentTo(test)).searchParams.get("code") ?? "";
    const answer = await askToken(test, { code, redirect_uri: redirectUriOf(test) });
    const short = (await answer.json()) as { access_token: string; expires_in: number };
    expect(short).toMatchObject({ token_type: "bearer", expires_in: 5087 });
    const long = await askToken(test, {
      grant_type: "fb_exchange_token",
      fb_exchange_token: short.access_token,
    });
    expect(await long.json()).toMatchObject({ expires_in: 5_183_944 });
  });

  it.each([
    ["a wrong secret", { client_secret: "no" }, { code: 1 }],
    ["another app", { client_id: "1" }, { code: 101 }],
    [
      "another redirect_uri",
      { redirect_uri: "http://x.test/" },
      { code: 100, error_subcode: 36008 },
    ],
    ["a made-up code", { code: "AQx" }, { code: 100 }],
  ])("refuses %s and leaves the code unspent", async (_, change, error) => {
    const code = (await consentTo(test)).searchParams.get("code") ?? "";
    const right = { code, redirect_uri: redirectUriOf(test) };
    const refused = await askToken(test, { ...right, ...change });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error });
    expect((await askToken(test, right)).status).toBe(200);
  });

  it("refuses a code the second time and after ten minutes", async () => {
    const code = (await consentTo(test)).searchParams.get("code") ?? "";
    const right = { code, redirect_uri: redirectUriOf(test) };
    await askToken(test, right);
    const again = await askToken(test, right);
    expect(await again.json()).toMatchObject({ error: { code: 100, error_subcode: 36009 } });
    const late = (await consentTo(test)).searchParams.get("code") ?? "";
    const kept = test.sandbox.tokens.codes.get(late);
    if (kept) kept.expiresAt = Date.now() - 1;
    expect(await (await askToken(test, { ...right, code: late })).json()).toMatchObject({
      error: { code: 100, error_subcode: 36007 },
    });
  });
});

describe("tokens", () => {
  it("answer 190 with the reason after they were taken back", async () => {
    const token = await logIn(test);
    expect((await graphGet(test, "v25.0/me", token)).status).toBe(200);
    await fetch(`${test.url}/control/tokens/revoke`, { method: "POST", body: "{}" });
    expect((await graphGet(test, "v25.0/me", token)).body).toMatchObject({
      error: { code: 190, error_subcode: 460, type: "OAuthException" },
    });
  });

  it("are described by debug_token, dead ones with status 200", async () => {
    const token = await logIn(test);
    const path = `v25.0/debug_token?input_token=${token}`;
    const app = `${testAppId}|${testSecret}`;
    expect((await graphGet(test, path, app)).body).toMatchObject({
      data: { is_valid: true, type: "USER", app_id: testAppId },
    });
    await fetch(`${test.url}/control/tokens/expire`, { method: "POST" });
    const dead = await graphGet(test, path, app);
    expect(dead.status).toBe(200);
    expect(dead.body).toMatchObject({ data: { is_valid: false, error: { subcode: 463 } } });
  });

  it("of a page never expire under a long-lived login, and do under a short one", async () => {
    const code = (await consentTo(test)).searchParams.get("code") ?? "";
    const short = await tokenFrom(askToken(test, { code, redirect_uri: redirectUriOf(test) }));
    const long = await tokenFrom(
      askToken(test, { grant_type: "fb_exchange_token", fb_exchange_token: short }),
    );
    for (const token of [short, long]) await graphGet(test, "v25.0/me/accounts", token);
    const pageTokens = [...test.sandbox.tokens.tokens.values()].filter((t) => t.kind === "page");
    expect(new Set(pageTokens.map((token) => token.expiresAt === null))).toEqual(
      new Set([true, false]),
    );
  });
});
