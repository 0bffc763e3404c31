import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient, type GraphClient } from "./graph-client.ts";
import { ALL_FIELDS, CORE_FIELDS, readSubscription, subscribePage } from "./subscriptions.ts";

/** As Meta: one unknown field fails the whole call, and the list stays as it was. */
let unknown: string[] = [];
let apps: unknown;
let server: Awaited<ReturnType<typeof startLocalServer>>;
let graph: GraphClient;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer(({ method, query }, response) => {
    if (method === "GET") return answerJson(response, 200, { data: apps });
    const fields = query.get("subscribed_fields")?.split(",") ?? [];
    if (fields.some((field) => unknown.includes(field))) {
      return answerJson(response, 400, {
        error: { code: 100, message: "Param subscribed_fields" },
      });
    }
    answerJson(response, 200, { success: "true" });
  });
  graph = createGraphClient({
    graphUrl: server.url,
    version: "v25.0",
    appId: "1",
    appSecret: "app-secret-example",
    timeoutMs: 2_000,
  });
});
afterAll(() => server.close());
beforeEach(() => {
  unknown = [];
  server.heard.length = 0;
});

const lastAsked = () => server.heard.at(-1)?.query.get("subscribed_fields")?.split(",");

test("asks for everything at once", async () => {
  expect(await subscribePage(graph, "101", "EAAexample")).toEqual(ALL_FIELDS);
  expect(server.heard).toHaveLength(1);
});

test.each([["standby"], ["message_reactions"], ["messaging_feedback"]])(
  "an app that lacks %s goes without it, and with everything else",
  async (field) => {
    unknown = [field];
    const taken = await subscribePage(graph, "101", "EAAexample");
    expect(taken.toSorted()).toEqual(ALL_FIELDS.filter((name) => name !== field).toSorted());
    const accepted = server.heard
      .map(({ query }) => query.get("subscribed_fields")?.split(",") ?? [])
      .filter((fields) => !fields.includes(field));
    expect(accepted.at(-1)).toEqual(taken);
  },
);

test("without the fields that the product lives on it fails", async () => {
  unknown = ["messages"];
  await expect(subscribePage(graph, "101", "EAAexample")).rejects.toMatchObject({
    kind: "refused",
  });
  expect(lastAsked()).toEqual(CORE_FIELDS);
});

test.each([
  ["no app", [], null],
  ["another app", [{ id: "2", subscribed_fields: ["messages"] }], null],
  [
    "ours",
    [{ id: "2" }, { id: "1", subscribed_fields: ["messages", "feed"] }],
    ["messages", "feed"],
  ],
  [
    "ours, with fields as objects",
    [{ id: "1", subscribed_fields: [{ name: "messages" }] }],
    ["messages"],
  ],
  ["ours, without a list", [{ id: "1" }], []],
])("reads a page with %s", async (_name, data, fields) => {
  apps = data;
  const read = { pageId: "101", pageToken: "EAAexample", appId: "1" };
  expect(await readSubscription(graph, read)).toEqual(fields);
});
