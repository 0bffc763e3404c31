import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logIn, redirectUriOf, walkPages } from "#sandbox/testing/connect.ts";
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

describe("the dialog's page", () => {
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
