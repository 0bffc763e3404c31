import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  answerHtml,
  answerJson,
  type Heard,
  startLocalServer,
} from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { listGrantedPages, type PageSource } from "./pages.ts";

const TOKEN = "EAAexampletoken";

let server: Awaited<ReturnType<typeof startLocalServer>>;
let answerTo: (heard: Heard) => unknown;
/** What a call gets that `answerTo` has nothing for. */
let answerElse: (response: ServerResponse) => void;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((heard, response) => {
    const answer = answerTo(heard);
    if (answer === undefined) answerElse(response);
    else answerJson(response, 200, answer);
  });
});
afterEach(() => server.heard.splice(0));
afterAll(() => server.close());

const list = (source: Partial<PageSource> = {}) =>
  listGrantedPages(
    createGraphClient({
      graphUrl: server.url,
      version: "v25.0",
      appId: "100200300",
      appSecret: "app-secret-example",
      timeoutMs: 5_000,
    }),
    { token: TOKEN, granted: [], named: [], ...source },
  );
const listOne = async (row: Record<string, unknown>) => {
  answerTo = () => ({ data: [{ id: "10001", access_token: "EAApage", ...row }] });
  return (await list())[0];
};

describe("result pages", () => {
  const foreign = "https://evil.example/steal?access_token=EAAexampletoken&after=c1";

  test("are walked by the cursor alone; an address of another host is not followed", async () => {
    answerTo = ({ query }) =>
      query.get("after") === "c1"
        ? { data: [{ id: "2" }], paging: { cursors: { after: "c2" } } }
        : { data: [{ id: "1" }], paging: { cursors: { after: "c1" }, next: foreign } };

    expect((await list()).map(({ pageId }) => pageId)).toEqual(["1", "2"]);
    expect(server.heard.map(({ path, query }) => [path, query.get("after")])).toEqual([
      ["/v25.0/me/accounts", null],
      ["/v25.0/me/accounts", "c1"],
    ]);
    expect(server.heard.map(({ query }) => String(query)).join()).not.toContain(TOKEN);
  });

  test.each([
    ["a number as cursor", { cursors: { after: 25 }, next: foreign }, "25"],
    ["no cursors", { next: foreign }, "c1"],
    ["cursors of nothing", { cursors: { after: null }, next: foreign }, "c1"],
    ["a relative address", { cursors: [], next: "/v25.0/me/accounts?after=a%2Fb%3D&x=1" }, "a/b="],
  ])("go on with %s, at the same address", async (_what, paging, after) => {
    answerTo = ({ query }) =>
      query.has("after") ? { data: [{ id: "2" }] } : { data: [{ id: "1" }], paging };
    expect(await list()).toHaveLength(2);
    expect(server.heard.map(({ path, query }) => [path, query.get("after")])).toEqual([
      ["/v25.0/me/accounts", null],
      ["/v25.0/me/accounts", after],
    ]);
    expect(server.heard.map(({ query }) => String(query)).join()).not.toContain(TOKEN);
  });

  test.each([
    [{ cursors: { after: "c1" } }],
    [{ cursors: { after: "c1" }, next: "" }],
    [{ next: "https://graph.example/me/accounts" }],
    [{ next: "http://[" }],
    ["none"],
  ])("end with %j", async (paging) => {
    answerTo = () => ({ data: [{ id: "1" }], paging });
    expect(await list()).toHaveLength(1);
    expect(server.heard).toHaveLength(1);
  });

  test("300 pages are all listed, each once", async () => {
    answerTo = ({ query }) => {
      const from = Number(query.get("after") ?? 0);
      const data = Array.from({ length: 100 }, (_, at) => ({ id: String(1 + from + at) }));
      const after = String(from + 100);
      return { data, paging: { cursors: { after }, ...(from < 200 ? { next: foreign } : {}) } };
    };
    expect(new Set((await list()).map(({ pageId }) => pageId)).size).toBe(300);
  });

  test("a cursor that stands still ends the walk", async () => {
    answerTo = () => ({ data: [{ id: "1" }], paging: { cursors: { after: "c" }, next: foreign } });
    expect(await list()).toHaveLength(1);
    expect(server.heard).toHaveLength(2);
  });

  test("a cursor without an end is given up, with what was found", async () => {
    let read = 0;
    answerTo = () => {
      read += 1;
      return { data: [{ id: read }], paging: { cursors: { after: `c${read}` }, next: foreign } };
    };
    expect(await list()).toHaveLength(100);
  });

  test("no pages at all is an empty list", async () => {
    answerTo = () => ({ data: [] });
    expect(await list()).toEqual([]);
  });
});

describe("one page", () => {
  test("is read with its picture and its Instagram account", async () => {
    const page = await listOne({
      name: "Linden Bikes",
      category: "Shop",
      tasks: ["MODERATE", "MESSAGING"],
      picture: { data: { url: "https://cdn.example/p.jpg" } },
      instagram_business_account: {
        id: "17841400000000001",
        username: "linden",
        profile_picture_url: "https://cdn.example/i.jpg",
      },
    });
    expect(page).toEqual({
      pageId: "10001",
      name: "Linden Bikes",
      category: "Shop",
      pictureUrl: "https://cdn.example/p.jpg",
      accessToken: "EAApage",
      blockedBy: null,
      instagram: {
        id: "17841400000000001",
        username: "linden",
        pictureUrl: "https://cdn.example/i.jpg",
      },
    });
  });

  test.each([
    [["MESSAGING", "MODERATE"], null],
    [["PROFILE_PLUS_MESSAGING", "PROFILE_PLUS_MODERATE"], null],
    [["MESSAGING", "SOMETHING_NEW", "CREATE_CONTENT"], null],
    [["PROFILE_PLUS_FULL_CONTROL"], null],
    [["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"], null],
    [["MANAGE"], null],
    [["PROFILE_PLUS_MANAGE"], null],
    [["ADMINISTER", "EDIT_PROFILE", "CREATE_CONTENT", "MODERATE_CONTENT"], null],
    [undefined, null],
    [["MESSAGING"], "no_moderation_task"],
    [["ANALYZE", "ADVERTISE"], "no_messaging_task"],
    [["MODERATE", "CREATE_CONTENT", "MANAGE_LEADS"], "no_messaging_task"],
    [[], "no_messaging_task"],
  ])("with the tasks %j is blocked by: %s", async (tasks, expected) => {
    expect((await listOne({ tasks }))?.blockedBy).toBe(expected);
  });

  test("without a token is listed, but cannot be served", async () => {
    const page = await listOne({ access_token: undefined, tasks: ["MESSAGING"] });
    expect(page).toMatchObject({ accessToken: null, blockedBy: "no_token" });
  });

  test("without Instagram, picture, category or name is listed all the same", async () => {
    expect(await listOne({ instagram_business_account: null, picture: null })).toMatchObject({
      name: "10001",
      category: null,
      pictureUrl: null,
      instagram: null,
    });
  });

  test("an odd one is left out and costs its neighbours nothing", async () => {
    answerTo = () => ({ data: [null, "x", { name: "no id" }, { id: "7" }] });
    expect((await list()).map(({ pageId }) => pageId)).toEqual(["7"]);
  });

  test.each(["javascript:alert(1)", "data:image/svg+xml,<svg/>", "not an address", 5])(
    "the picture %j is dropped",
    async (url) => {
      expect((await listOne({ picture: { data: { url } } }))?.pictureUrl).toBeNull();
    },
  );

  test.each([
    ["  \u202eEvil\u0000 \nName\u2066 ", "Evil Name"],
    ["x".repeat(5_000), "x".repeat(200)],
    [`${"x".repeat(199)}😀`, `${"x".repeat(199)}\ufffd`],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["\u0000", "10001"],
  ])("the name %j becomes %j", async (name, expected) => {
    expect((await listOne({ name }))?.name).toBe(expected);
  });
});

describe("pages of a business portfolio", () => {
  const granted = ["business_management"];
  const answers = (lists: Record<string, unknown>) => {
    answerTo = ({ path }) => lists[path.replace("/v25.0/", "")] ?? { error: { code: 100 } };
  };
  const row = (id: string, token?: string) => ({ id, access_token: token, tasks: TASKS });
  const TASKS = ["MESSAGING", "MODERATE"];

  test("are found over all portfolios, each once, the copy with a token preferred", async () => {
    answers({
      "me/accounts": { data: [row("1", "EAAone"), row("2")] },
      "me/businesses": { data: [{ id: "71" }, { name: "no id" }, { id: "72" }] },
      "71/owned_pages": { data: [row("2", "EAAtwo"), row("1")] },
      "71/client_pages": { data: [row("3")] },
      "72/owned_pages": { data: [] },
      "3": row("3", "EAAthree"),
    });
    const tokens = (await list({ granted })).map(({ pageId, accessToken }) => [
      pageId,
      accessToken,
    ]);
    expect(tokens).toEqual([
      ["1", "EAAone"],
      ["2", "EAAtwo"],
      ["3", "EAAthree"],
    ]);
  });

  test("are not asked for without the permission, and its refusal is no error", async () => {
    answers({ "me/accounts": { data: [row("1", "EAAone")] } });
    expect(await list()).toHaveLength(1);
    expect(server.heard).toHaveLength(1);
    expect(await list({ granted })).toHaveLength(1);
  });

  test("that no list shows are asked for by the ids that the grant names", async () => {
    answers({ "me/accounts": { data: [] }, "9": row("9", "EAAnine") });
    const pages = await list({ named: ["9", "10"] });
    expect(pages.map(({ pageId }) => pageId)).toEqual(["9"]);
  });

  const broken: [string, (response: ServerResponse) => void][] = [
    ["404 without a word", (response) => response.writeHead(404).end()],
    ["404 in HTML", (response) => answerHtml(response, 404)],
    ["404 with words", (response) => answerJson(response, 404, { error: "not found" })],
    ["200 with something else", (response) => answerJson(response, 200, { ok: true })],
    ["500 in HTML", (response) => answerHtml(response, 500)],
  ];
  test.each(broken)("that cannot be read cost no other page: %s", async (_what, fail) => {
    answerElse = fail;
    const lists: Record<string, unknown> = {
      "me/accounts": { data: [row("1", "EAAone")] },
      "me/businesses": { data: [{ id: "71" }, { id: "72" }] },
      "72/owned_pages": { data: [row("2")] },
      "9": row("9", "EAAnine"),
    };
    answerTo = ({ path }) => lists[path.replace("/v25.0/", "")];
    const tokens = (await list({ granted, named: ["8", "9"] })).map(({ pageId, accessToken }) => [
      pageId,
      accessToken,
    ]);
    expect(tokens).toEqual([
      ["1", "EAAone"],
      ["2", null],
      ["9", "EAAnine"],
    ]);
    delete lists["me/businesses"];
    expect(await list({ granted })).toHaveLength(1);
  });

  test("are not looked for any more once Meta does not answer", async () => {
    answerElse = (response) => response.destroy();
    answerTo = ({ path }) =>
      path.endsWith("/me/accounts") ? { data: [row("1", "EAAone")] } : undefined;
    expect(await list({ granted, named: ["8", "9"] })).toHaveLength(1);
    expect(server.heard.map(({ path }) => path.split("/").at(-1))).toEqual([
      "accounts",
      "businesses",
    ]);
  });

  test.each([
    [190, "token-invalid"],
    [4, "rate-limited"],
  ])("are not looked for any more after error %d", async (code, kind) => {
    answers({
      "me/accounts": { data: [row("1", "EAAone")] },
      "me/businesses": { error: { code } },
    });
    await expect(list({ granted, named: ["9"] })).rejects.toMatchObject({ kind });
  });
});
