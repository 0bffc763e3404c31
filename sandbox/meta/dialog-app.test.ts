import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  control,
  graphGet,
  logIn,
  outletPage,
  redirectUriOf,
  shoeInstagram,
  shoePage,
  usualScope,
  walkPages,
} from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testAppId,
} from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeAll(async () => {
  test = await startTestSandbox();
});
afterAll(() => test.stop());

describe("asking again", () => {
  beforeEach(() => control(test, "reset", {}));

  it("shows and changes what is missing only", async () => {
    await logIn(test, {
      pages: shoePage,
      permissions: "pages_messaging",
      scope: "pages_messaging,pages_show_list",
    });
    const asked = { auth_type: "rerequest", scope: "pages_messaging,pages_show_list" };
    const body = await (await dialog(asked)).text();
    expect(body).toContain('id="permission-pages_show_list"');
    expect(body).not.toContain('id="permission-pages_messaging"');
    expect(body).not.toContain(`id="page-${shoePage}"`);
    expect(body).toContain(`id="page-${outletPage}"`);
    const token = await logIn(test, { ...asked, pages: outletPage });
    expect([...(await walkPages(test, token)).keys()]).toEqual([shoePage, outletPage]);
    expect(await statuses(token)).toEqual({
      public_profile: "granted",
      pages_messaging: "granted",
      pages_show_list: "granted",
    });
  });

  it("offers an Instagram account that was left out, with its page", async () => {
    await logIn(test, { instagram_accounts: "" });
    const body = await (await dialog({ auth_type: "rerequest" })).text();
    expect(body).toContain(`id="ig-${shoeInstagram}"`);
    expect(body).not.toContain(`id="page-${outletPage}"`);
  });

  it("for nothing goes on with everything as it was, and new tokens", async () => {
    const before = await logIn(test);
    await control(test, "users/password", {});
    const body = await (await dialog({ auth_type: "rerequest", scope: usualScope })).text();
    expect(body).toContain("You have allowed everything");
    const token = await logIn(test, { auth_type: "rerequest", pages: "", permissions: "" });
    expect((await walkPages(test, token)).size).toBe(8);
    expect((await graphGet(test, "v25.0/me", before)).status).toBe(400);
  });
});

describe("the dialog's page", () => {
  it("changes the person by a link, and refuses one who does not exist", async () => {
    const body = await (await dialog({ sandbox_user: "noor" })).text();
    expect(body).toContain("Continue as Noor Castellane?");
    expect(body).toMatch(/href="[^"]*sandbox_user=mira">Log in as Mira Halvorsen</);
    expect(body).toContain("Fig &amp; Fennel Bakery");
    expect(body).not.toContain("Linden Street Outlet");
    expect((await dialog({ sandbox_user: "nobody" })).status).toBe(400);
  });

  it("offers every permission and page, and keeps a hostile state inside its field", async () => {
    const body = await (await dialog({ scope: "pages_messaging", state: '"><script>' })).text();
    expect(body).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(body).toContain('<label for="permission-pages_messaging">');
    expect(body).toContain("Harbour Bikes &amp; Repair");
  });

  it("cuts the opener unless told otherwise", async () => {
    expect((await dialog({})).headers.get("cross-origin-opener-policy")).toBe("same-origin");
    test.sandbox.settings.coop = "unsafe-none";
    expect((await dialog({})).headers.get("cross-origin-opener-policy")).toBe("unsafe-none");
  });

  it("grants all or nothing in Facebook Login for Business", async () => {
    const all = await logIn(test, { config_id: "77" });
    expect((await walkPages(test, all)).size).toBe(8);
    const some = await logIn(test, { config_id: "77", permissions: "pages_show_list" });
    expect((await walkPages(test, some)).size).toBe(0);
  });
});

function dialog(change: Record<string, string>): Promise<Response> {
  const redirect_uri = redirectUriOf(test);
  const query = new URLSearchParams({ client_id: testAppId, redirect_uri, ...change });
  return fetch(`${test.url}/facebook/v25.0/dialog/oauth?${query}`);
}

async function statuses(token: string): Promise<Record<string, string>> {
  const { body } = await graphGet(test, "v25.0/me/permissions", token);
  const { data } = body as { data: { permission: string; status: string }[] };
  return Object.fromEntries(data.map(({ permission, status }) => [permission, status]));
}
