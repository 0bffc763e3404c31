import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { readPageLooks } from "./page-looks.ts";

let server: Awaited<ReturnType<typeof startLocalServer>>;
let answer: unknown;
beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_heard, response) => answerJson(response, 200, answer));
});
afterAll(() => server.close());

const read = (row: Record<string, unknown>) => {
  answer = { id: "10001", ...row };
  const graph = createGraphClient({
    graphUrl: server.url,
    version: "v25.0",
    appId: "100200300",
    appSecret: "app-secret-example",
    timeoutMs: 5_000,
  });
  return readPageLooks(graph, { pageId: "10001", pageToken: "EAAexampletoken" });
};

test("a page and its Instagram account are read by their names and pictures", async () => {
  const picture = { data: { url: "https://cdn.example/1.jpg", width: 50 } };
  const instagram = {
    id: "17841",
    username: "shoes",
    profile_picture_url: "https://cdn.example/2",
  };
  expect(await read({ name: "Shoes", picture, instagram_business_account: instagram })).toEqual({
    page: { name: "Shoes", pictureUrl: "https://cdn.example/1.jpg" },
    instagram: { id: "17841", name: "shoes", pictureUrl: "https://cdn.example/2" },
  });
});

test.each([
  ["nothing", {}],
  ["an empty name", { name: " \u202e\n", picture: null }],
  ["what nobody expects", { name: 7, picture: "none", instagram_business_account: [] }],
  ["a picture that is no web address", { picture: { data: { url: "javascript:alert(1)" } } }],
])("of %s nothing is shown", async (_what, row) => {
  expect(await read(row)).toEqual({ page: { name: null, pictureUrl: null }, instagram: null });
});

test("a name is one line of bounded length", async () => {
  const { page } = await read({ name: `A\u202eB\n${"é".repeat(500)}` });
  expect(page.name).toMatch(/^ABé+$/);
  expect(page.name).toHaveLength(200);
});
