import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { dialogAddress, exchangeCode, readGrant, SCOPES } from "./oauth.ts";

describe("the dialog's address", () => {
  const options = {
    dialogUrl: "https://www.facebook.com",
    version: "v25.0",
    appId: "100200300",
    redirectUri: "https://crm.example/auth/facebook/callback?a=b&c=d",
    state: "s+t/a=t&e",
    popup: false,
  };
  const parameters = (address: string) => Object.fromEntries(new URL(address).searchParams);

  test("asks for the code with our permissions, and gives back every value as it was", () => {
    const address = dialogAddress(options);
    expect(address).toMatch(/^https:\/\/www\.facebook\.com\/v25\.0\/dialog\/oauth\?/);
    expect(parameters(address)).toEqual({
      client_id: options.appId,
      redirect_uri: options.redirectUri,
      state: options.state,
      response_type: "code",
      scope: SCOPES.join(","),
    });
  });

  test("a saved configuration stands for the permissions", () => {
    const given = parameters(dialogAddress({ ...options, configId: "77" }));
    expect(given).toMatchObject({ config_id: "77", override_default_response_type: "true" });
    expect(given).not.toHaveProperty("scope");
  });

  test("what was declined is asked for again, and nothing else", () => {
    const declined = ["instagram_basic", "pages_messaging"];
    expect(parameters(dialogAddress({ ...options, declined }))).toMatchObject({
      auth_type: "rerequest",
      scope: "instagram_basic,pages_messaging",
    });
    const saved = parameters(dialogAddress({ ...options, declined, configId: "77" }));
    expect(saved).not.toHaveProperty("auth_type");
    expect(parameters(dialogAddress({ ...options, declined: [] }))).not.toHaveProperty("auth_type");
  });

  test("a popup is asked for as one", () => {
    expect(parameters(dialogAddress({ ...options, popup: true })).display).toBe("popup");
  });

  test("a dialog address with a path keeps it", () => {
    const address = dialogAddress({ ...options, dialogUrl: "http://127.0.0.1:4010/facebook" });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:4010\/facebook\/v25\.0\/dialog\/oauth\?/);
  });
});

describe("calls", () => {
  let server: Awaited<ReturnType<typeof startLocalServer>>;
  let longLived: Record<string, unknown>;

  beforeAll(async () => {
    stubEnvironment();
    server = await startLocalServer(({ path, query }, response) => {
      if (query.has("code")) answerJson(response, 200, { access_token: "EAAshort" });
      else if (path.endsWith("access_token")) answerJson(response, 200, longLived);
      else if (path.endsWith("permissions")) answerJson(response, 200, { data: PERMISSIONS });
      else answerJson(response, 200, { id: 10161482093847561n.toString(), name: "Mira" });
    });
  });
  afterAll(() => server.close());

  const graph = () =>
    createGraphClient({
      graphUrl: server.url,
      version: "v25.0",
      appId: "100200300",
      appSecret: "app-secret-example",
      timeoutMs: 5_000,
    });
  const exchange = () =>
    exchangeCode(graph(), { code: "the-code", redirectUri: "https://crm.example/cb?x=1" });

  test("a code becomes a long-lived token by way of a short-lived one", async () => {
    longLived = { access_token: "EAAlong", expires_in: 5_183_944 };
    expect(await exchange()).toEqual({ accessToken: "EAAlong", expiresInSeconds: 5_183_944 });

    const app = { client_id: "100200300", client_secret: "app-secret-example" };
    expect(server.heard.slice(-2).map(({ query }) => Object.fromEntries(query))).toEqual([
      { ...app, redirect_uri: "https://crm.example/cb?x=1", code: "the-code" },
      { ...app, grant_type: "fb_exchange_token", fb_exchange_token: "EAAshort" },
    ]);
  });

  test.each([
    [{}, null],
    [{ expires_in: 0 }, null],
    [{ expires_in: "soon" }, null],
    [{ expires_in: "3600" }, 3_600],
  ])("an end of life given as %j is %s seconds", async (given, expected) => {
    longLived = { access_token: "EAAlong", ...given };
    expect((await exchange()).expiresInSeconds).toBe(expected);
  });

  test("only what the person granted counts", async () => {
    expect(await readGrant(graph(), "EAAlong")).toEqual({
      facebookUserId: "10161482093847561",
      name: "Mira",
      granted: ["pages_show_list"],
    });
  });
});

const PERMISSIONS = [
  { permission: "pages_show_list", status: "granted" },
  { permission: "pages_messaging", status: "declined" },
  { permission: "instagram_basic", status: "expired" },
];
