import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  askToken,
  control,
  errorOf,
  graphGet,
  graphPost,
  logIn,
  outletPage,
  shoeInstagram,
  shoePage,
  walkPages,
} from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testAppId,
  testSecret,
} from "#sandbox/testing/start-test-sandbox.ts";
import { bakeryPage } from "#sandbox/world-pages.ts";

const mira = "10161482093847561";
const noor = "10172935518204476";

let test: TestSandbox;
beforeEach(async () => {
  test = await startTestSandbox();
});
afterEach(() => test.stop());

describe("two people", () => {
  it("log in by turns, each with their own name, pages and permissions", async () => {
    const ofMira = await logIn(test);
    await control(test, "settings", { logged_in: "noor" });
    const ofNoor = await logIn(test, { permissions: "pages_show_list", pages: shoePage });
    expect((await me(ofMira)).body).toEqual({ id: mira, name: "Mira Halvorsen" });
    expect((await me(ofNoor)).body).toEqual({ id: noor, name: "Noor Castellane" });
    expect((await walkPages(test, ofMira)).size).toBe(8);
    expect([...(await walkPages(test, ofNoor)).keys()]).toEqual([shoePage]);
    expect((await graphGet(test, "v25.0/me/permissions", ofNoor)).body).toMatchObject({
      data: expect.arrayContaining([{ permission: "pages_messaging", status: "declined" }]),
    });
    expect(await debug(ofNoor)).toMatchObject({ user_id: noor, scopes: expect.any(Array) });
    expect((await graphGet(test, `v25.0/${mira}`, ofNoor)).status).toBe(400);
  });

  it("may be chosen in the dialog itself", async () => {
    const token = await logIn(test, { sandbox_user: "noor" });
    expect((await walkPages(test, token)).has(bakeryPage)).toBe(true);
    expect((await walkPages(test, token)).has(outletPage)).toBe(false);
  });

  it("have tokens for the same page that die apart, and events come while one is left", async () => {
    const ofMira = await pageToken(await logIn(test));
    const ofNoor = await pageToken(await logIn(test, { sandbox_user: "noor" }));
    expect(ofNoor).not.toBe(ofMira);
    await subscribe(ofMira);
    expect(await control(test, "users/remove-app", { user: "mira" })).toMatchObject({ pages: [] });
    expect(errorOf(await me(ofMira))).toEqual([400, 190, 458]);
    expect((await me(ofNoor)).status).toBe(200);
    expect(await write()).toMatchObject({ note: null });
    expect(await control(test, "users/remove-app", { user: "noor" })).toMatchObject({
      pages: [shoePage],
    });
    expect(await write()).toMatchObject({ note: "the page has no subscribed_apps" });
  });
});

describe("time", () => {
  it("moved forward ends a long-lived token after 60 days, and no page token under it", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await control(test, "clock", { days: 59 });
    expect((await me(token)).status).toBe(200);
    const renewed = await exchange(token);
    expect(renewed).toMatchObject({ expires_in: 5_183_944 });
    await control(test, "clock", { days: 2 });
    expect(errorOf(await me(token))).toEqual([400, 190, 463]);
    expect((await me(ofPage)).status).toBe(200);
    expect((await me(renewed.access_token ?? "")).status).toBe(200);
    expect(await exchange(token)).toMatchObject({ error: { code: 190, error_subcode: 463 } });
  });

  it("counts the access to data from the last login, whatever is exchanged meanwhile", async () => {
    const token = await logIn(test);
    const before = await debug(token);
    await control(test, "clock", { days: 30 });
    const renewed = await debug((await exchange(token)).access_token ?? "");
    expect(renewed.data_access_expires_at).toBe(before.data_access_expires_at);
    expect(renewed.expires_at).toBeGreaterThan(before.expires_at + 29 * 86_400);
    const again = await debug(await logIn(test));
    expect(again.data_access_expires_at).toBeGreaterThan(before.data_access_expires_at);
  });

  it("ends the reading of profiles after 90 days, not the messages", async () => {
    const ofPage = await pageToken(await logIn(test));
    await subscribe(ofPage);
    const { person_id } = (await write()) as { person_id: string };
    const profile = () => graphGet(test, `v25.0/${person_id}?fields=first_name`, ofPage);
    expect((await profile()).status).toBe(200);
    await control(test, "clock", { days: 91 });
    expect(errorOf(await profile())).toEqual([403, 200, undefined]);
    const body = {
      recipient: { id: person_id },
      messaging_type: "RESPONSE",
      message: { text: "x" },
    };
    expect((await graphPost(test, "me/messages", ofPage, body)).status).toBe(200);
  });

  it("gone by for some tokens leaves the others as they were", async () => {
    const old = await logIn(test);
    const other = await logIn(test, { sandbox_user: "noor" });
    const before = [await debug(old), await debug(other)];
    await control(test, "tokens/age", { user_id: mira, days: 50 });
    const after = [await debug(old), await debug(other)];
    expect(after[0]?.expires_at).toBe((before[0]?.expires_at ?? 0) - 50 * 86_400);
    expect(after[0]?.data_access_expires_at).toBeLessThan(before[0]?.data_access_expires_at ?? 0);
    expect(after[1]).toEqual(before[1]);
  });
});

describe("a person at Facebook", () => {
  it("changes the password: all their tokens die, new ones come by a new login only", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await control(test, "users/password", {});
    expect(errorOf(await me(token))).toEqual([400, 190, 460]);
    expect(errorOf(await me(ofPage))).toEqual([400, 190, 460]);
    const renewed = await pageToken(await logIn(test));
    expect(renewed).not.toBe(ofPage);
    expect((await me(renewed)).status).toBe(200);
    expect(errorOf(await me(ofPage))).toEqual([400, 190, 460]);
  });

  it("may lose one page's token alone, and reads a new one with the living login", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await control(test, "tokens/revoke", { user_id: mira, page_id: shoePage, subcode: 467 });
    expect(errorOf(await me(ofPage))).toEqual([400, 190, 467]);
    expect((await me(await pageToken(token))).status).toBe(200);
  });

  it("has to pass a checkpoint, after which the tokens work again", async () => {
    const token = await logIn(test);
    await control(test, "users/checkpoint", {});
    expect(errorOf(await me(token))).toEqual([400, 190, 459]);
    await control(test, "users/checkpoint", { on: false });
    expect((await me(token)).status).toBe(200);
  });

  it("loses the role at a page: its token dies and it leaves the list", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await control(test, "users/role", { page_id: shoePage, tasks: ["ANALYZE"] });
    expect(errorOf(await me(ofPage))).toEqual([400, 190, 492]);
    expect((await walkPages(test, token)).get(shoePage)).toBe("");
    await control(test, "users/role", { page_id: shoePage, tasks: null });
    expect((await walkPages(test, token)).has(shoePage)).toBe(false);
  });

  it("takes back a permission, and calls that need it are refused", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await control(test, "users/permission", { permission: "pages_messaging" });
    expect(errorOf(await subscribe(ofPage))).toEqual([403, 200, undefined]);
    expect((await debug(token)).scopes).not.toContain("pages_messaging");
  });

  it("narrows the grant to other pages, and debug_token follows", async () => {
    const token = await logIn(test);
    const ofPage = await pageToken(token);
    await subscribe(ofPage);
    await control(test, "users/coverage", { page_ids: [outletPage], instagram_ids: [] });
    expect([...(await walkPages(test, token)).keys()]).toEqual([outletPage]);
    expect(errorOf(await subscribe(ofPage))).toEqual([403, 200, undefined]);
    const { granular_scopes } = await debug(token);
    expect(granular_scopes).toContainEqual({ scope: "pages_messaging", target_ids: [outletPage] });
    expect(JSON.stringify(granular_scopes)).not.toContain(shoeInstagram);
  });
});

type Debugged = {
  user_id: string;
  expires_at: number;
  data_access_expires_at: number;
  scopes: string[];
  granular_scopes: object[];
};

async function debug(token: string): Promise<Debugged> {
  const path = `v25.0/debug_token?input_token=${token}`;
  const answer = await graphGet(test, path, `${testAppId}|${testSecret}`);
  return (answer.body as { data: Debugged }).data;
}

function me(token: string) {
  return graphGet(test, "v25.0/me", token);
}

async function pageToken(userToken: string): Promise<string> {
  return (await walkPages(test, userToken)).get(shoePage) ?? "";
}

async function exchange(token: string) {
  const params = { grant_type: "fb_exchange_token", fb_exchange_token: token };
  return (await (await askToken(test, params)).json()) as { access_token?: string };
}

function subscribe(token: string) {
  const body = { subscribed_fields: "messages" };
  return graphPost(test, `${shoePage}/subscribed_apps`, token, body);
}

function write() {
  return control(test, "messages", {
    account_id: shoePage,
    person: "ines",
    text: "hi",
    wait: true,
  });
}
