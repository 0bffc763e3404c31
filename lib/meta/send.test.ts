import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { sendText } from "./send.ts";

let answer: unknown;
let server: Awaited<ReturnType<typeof startLocalServer>>;
beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_heard, response) => answerJson(response, 200, answer));
});
afterAll(() => server.close());

const send = () =>
  sendText(
    createGraphClient({
      graphUrl: server.url,
      version: "v25.0",
      appId: "1",
      appSecret: "app-secret-example",
      timeoutMs: 2_000,
    }),
    { pageToken: "EAAexample", recipientId: "7001", text: "Hello", metadata: "m-1" },
  );

test("gives Meta's message id, and sends an answer that its echo can be told by", async () => {
  answer = { recipient_id: "7001", message_id: "m_1" };
  expect(await send()).toBe("m_1");
  expect(JSON.parse(server.heard.at(-1)?.body ?? "")).toEqual({
    recipient: { id: "7001" },
    messaging_type: "RESPONSE",
    message: { text: "Hello", metadata: "m-1" },
  });
});

test.each([[{}], [{ message_id: null }], [{ message_id: "" }], [{ message_id: {} }]])(
  "an answer like %j proves nothing: the customer may have it",
  async (strange) => {
    answer = strange;
    await expect(send()).rejects.toMatchObject({ kind: "transient", mayHaveTakenEffect: true });
  },
);
