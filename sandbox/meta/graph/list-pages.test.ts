import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personIdAt } from "#sandbox/person-ids.ts";
import {
  errorOf,
  graphGet,
  graphPost,
  logIn,
  shoePage,
  usualScope,
  walkPages,
} from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testSecret,
} from "#sandbox/testing/start-test-sandbox.ts";
import { findAccount } from "#sandbox/world.ts";
import { acornPage, floristPage, kidsPage, pressPage, repairsPage } from "#sandbox/world-pages.ts";
import { people } from "#sandbox/world-people.ts";

type PageList = {
  data: Record<string, unknown>[];
  paging: { cursors: { after: string }; next?: string };
};

let test: TestSandbox;
let token: string;
beforeAll(async () => {
  test = await startTestSandbox();
});
afterAll(() => test.stop());

describe("/me/accounts", () => {
  it("answers three pages at a time, with a cursor but no next on the last", async () => {
    token = await logIn(test);
    const first = (await list("fields=id,name&limit=100")).body as PageList;
    expect(first.data).toHaveLength(3);
    expect(first.paging.next).toContain(`access_token=${token}`);
    const second = (await list(`fields=id&limit=2&after=${first.paging.cursors.after}`))
      .body as PageList;
    expect(second.data).toHaveLength(2);
    const third = (await list(`after=${second.paging.cursors.after}`)).body as PageList;
    expect(third.data).toHaveLength(3);
    expect(third.paging.next).toBeUndefined();
    expect(third.paging.cursors.after).not.toBe("");
  });

  it("gives every page but the one without rights a token", async () => {
    token = await logIn(test);
    const tokens = await walkPages(test, token);
    expect(tokens.size).toBe(8);
    expect([...tokens].filter(([, value]) => value === "")).toHaveLength(1);
  });

  it("shows nested fields as selected", async () => {
    token = await logIn(test);
    const answer = await list(
      "fields=id,picture{url},instagram_business_account{id,username,profile_picture_url}",
    );
    expect((answer.body as PageList).data[0]).toMatchObject({
      id: shoePage,
      picture: { data: { url: expect.stringMatching(/\/media\//) } },
      instagram_business_account: { username: "lindenstreet.shoes" },
    });
    expect((answer.body as PageList).data[1]).not.toHaveProperty("instagram_business_account");
  });

  it("refuses an unknown field", async () => {
    token = await logIn(test);
    const answer = await list("fields=id,nope");
    expect(answer.body).toMatchObject({ error: { code: 100 } });
  });

  it("shows ticked pages only, and no Instagram without instagram_basic", async () => {
    const scope = usualScope.replace("instagram_basic,", "");
    token = await logIn(test, { pages: shoePage, scope });
    const answer = (await list("fields=id,instagram_business_account")).body as PageList;
    expect(answer.data).toEqual([{ id: shoePage }]);
  });

  it("hides pages of a business portfolio without business_management", async () => {
    token = await logIn(test, { scope: usualScope.replace("business_management,", "") });
    expect((await walkPages(test, token)).size).toBe(7);
  });
});

describe("a business portfolio", () => {
  beforeAll(async () => {
    token = await logIn(test, { sandbox_user: "noor" });
  });

  it("has pages that only its own lists tell, page by page", async () => {
    const listed = await walkPages(test, token);
    const businesses = (await graphGet(test, "v25.0/me/businesses", token)).body as PageList;
    const id = businesses.data[0]?.id;
    const first = (await graphGet(test, `v25.0/${id}/owned_pages`, token)).body as PageList;
    expect(first.data).toHaveLength(3);
    const rest = (await (await fetch(first.paging.next ?? "")).json()) as PageList;
    const clients = (await graphGet(test, `v25.0/${id}/client_pages`, token)).body as PageList;
    const owned = [...first.data, ...rest.data];
    expect(owned.map((page) => page.id)).toEqual([acornPage, kidsPage, repairsPage, pressPage]);
    expect(clients.data.map((page) => page.id)).toEqual([floristPage]);
    const outside = [...owned, ...clients.data].filter((page) => !listed.has(String(page.id)));
    expect(outside.map((page) => page.id)).toEqual([kidsPage, repairsPage, pressPage, floristPage]);
    const tokenless = outside.filter((page) => page.access_token === undefined);
    expect(tokenless.map((page) => page.id)).toEqual([repairsPage, floristPage]);
  });

  it("tells the token of a page at the page itself", async () => {
    const path = `v25.0/${repairsPage}?fields=access_token,tasks`;
    expect((await graphGet(test, path, token)).body).toMatchObject({
      access_token: expect.stringMatching(/^EAA/),
      tasks: expect.arrayContaining(["PROFILE_PLUS_MESSAGING"]),
    });
  });

  it("is closed without business_management", async () => {
    const scope = usualScope.replace("business_management,", "");
    token = await logIn(test, { sandbox_user: "noor", scope });
    expect((await graphGet(test, "v25.0/me/businesses", token)).body).toEqual({ data: [] });
    expect((await graphGet(test, `v25.0/${kidsPage}`, token)).status).toBe(400);
  });

  it("gives tokens that are good for what the person's tasks are", async () => {
    token = await logIn(test, { sandbox_user: "noor" });
    const answers = [repairsPage, pressPage].map(async (pageId) => {
      const path = `v25.0/${pageId}?fields=access_token`;
      const page = (await graphGet(test, path, token)).body as { access_token: string };
      const to = { recipient: { id: personIdOf(pageId) }, messaging_type: "RESPONSE" };
      const body = { ...to, message: { text: "hi" } };
      return errorOf(await graphPost(test, "me/messages", page.access_token, body));
    });
    expect(await Promise.all(answers)).toEqual([
      [400, 10, 2018278],
      [403, 200, undefined],
    ]);
  });
});

describe("every call", () => {
  it("checks an appsecret_proof that is sent, against that very token", async () => {
    token = await logIn(test);
    const proof = createHmac("sha256", testSecret).update(token).digest("hex");
    expect((await graphGet(test, `v25.0/me?appsecret_proof=${proof}`, token)).status).toBe(200);
    const wrong = await graphGet(test, `v25.0/me?appsecret_proof=${"0".repeat(64)}`, token);
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    test.sandbox.settings.require_appsecret_proof = true;
    expect((await graphGet(test, "v25.0/me", token)).status).toBe(400);
    test.sandbox.settings.require_appsecret_proof = false;
  });

  it("serves an expired version as the oldest living one and refuses unknown ones", async () => {
    token = await logIn(test);
    const old = await graphGet(test, "v18.0/me", token);
    expect(old.headers.get("facebook-api-version")).toBe("v21.0");
    expect((await graphGet(test, "me", token)).status).toBe(200);
    for (const version of ["v99.0", "v25", "v1.0"]) {
      const answer = await graphGet(test, `${version}/me`, token);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 2500 } } });
    }
  });

  it("refuses unknown nodes with 100/33, unknown edges with 2500, no token with 2500", async () => {
    token = await logIn(test);
    const error = async (path: string, bearer?: string) =>
      (await graphGet(test, `v25.0/${path}`, bearer)).body;
    expect(await error("999", token)).toMatchObject({ error: { code: 100, error_subcode: 33 } });
    expect(await error("me/nope", token)).toMatchObject({ error: { code: 2500 } });
    expect(await error("me")).toMatchObject({ error: { code: 2500 } });
    expect(await error("me", "rubbish")).toMatchObject({ error: { code: 190 } });
  });
});

function list(query: string) {
  return graphGet(test, `v25.0/me/accounts?${query}`, token);
}

function personIdOf(pageId: string): string {
  const account = findAccount(pageId);
  const [person] = people;
  return account && person ? personIdAt(account, person) : "";
}
