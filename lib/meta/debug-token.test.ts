import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { debugToken } from "./debug-token.ts";
import { createGraphClient } from "./graph-client.ts";

let server: Awaited<ReturnType<typeof startLocalServer>>;
let answer: unknown;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_, response) => answerJson(response, 200, answer));
});
afterAll(() => server.close());

const debug = (data: Record<string, unknown>) => {
  answer = { data };
  const options = { version: "v25.0", appId: "1002", appSecret: "secret", timeoutMs: 5_000 };
  return debugToken(createGraphClient({ ...options, graphUrl: server.url }), "EAAexample");
};

test("a living token: what it may do, for which pages, and until when", async () => {
  const report = await debug({
    is_valid: true,
    type: "USER",
    expires_at: 1_790_000_000,
    data_access_expires_at: "1795000000",
    scopes: ["pages_messaging"],
    granular_scopes: [{ scope: "pages_messaging", target_ids: ["10001"] }, { scope: "email" }],
  });
  expect(report).toEqual({
    isValid: true,
    subcode: null,
    expiresAt: new Date(1_790_000_000_000),
    dataAccessExpiresAt: new Date(1_795_000_000_000),
    scopes: ["pages_messaging"],
    granularScopes: [
      { scope: "pages_messaging", targetIds: ["10001"] },
      { scope: "email", targetIds: null },
    ],
  });
  expect(server.heard.at(-1)?.query.get("input_token")).toBe("EAAexample");
});

test.each([0, undefined, "soon"])("an end of %j is none", async (expires_at) => {
  expect((await debug({ is_valid: true, expires_at })).expiresAt).toBeNull();
});

test("a dead token is an answer, not a failure", async () => {
  const error = { code: 190, subcode: 460, message: "The session has been invalidated" };
  expect(await debug({ is_valid: false, error })).toMatchObject({ isValid: false, subcode: 460 });
  expect(await debug({ is_valid: false })).toMatchObject({ isValid: false, subcode: null });
});

test("an answer that does not say whether it is valid says nothing", async () => {
  await expect(debug({ scopes: [] })).rejects.toMatchObject({ code: "meta.transient" });
});
