import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { listAppSubscriptions } from "./app-subscriptions.ts";
import { createGraphClient } from "./graph-client.ts";

let data: unknown;
let server: Awaited<ReturnType<typeof startLocalServer>>;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_heard, response) => answerJson(response, 200, { data }));
});
afterAll(() => server.close());

const list = () =>
  listAppSubscriptions(
    createGraphClient({
      graphUrl: server.url,
      version: "v25.0",
      appId: "1",
      appSecret: "app-secret-example",
      timeoutMs: 2_000,
    }),
  );

test("is asked with the app's own token, and tells what the app hears of and where", async () => {
  data = [
    {
      object: "page",
      callback_url: "https://example.test/hook",
      active: true,
      fields: [{ name: "messages", version: "v25.0" }, "message_reads"],
    },
  ];
  expect(await list()).toEqual([
    {
      object: "page",
      callbackUrl: "https://example.test/hook",
      isActive: true,
      fields: ["messages", "message_reads"],
    },
  ]);
  expect(server.heard.at(-1)).toMatchObject({ method: "GET", path: "/v25.0/1/subscriptions" });
  expect(server.heard.at(-1)?.headers.authorization).toBe("Bearer 1|app-secret-example");
});

test("what an answer leaves out counts as nothing", async () => {
  data = [{ object: "page" }];
  expect(await list()).toEqual([{ object: "page", callbackUrl: null, isActive: true, fields: [] }]);
});
