import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { sendText, type TextToSend } from "./send.ts";

let answer: unknown;
let server: Awaited<ReturnType<typeof startLocalServer>>;
beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_heard, response) => answerJson(response, 200, answer));
});
afterAll(() => server.close());

const send = (change: Partial<TextToSend> = {}) =>
  sendText(
    createGraphClient({
      graphUrl: server.url,
      version: "v25.0",
      appId: "1",
      appSecret: "app-secret-example",
      timeoutMs: 2_000,
    }),
    {
      pageId: "10001",
      pageToken: "EAAexample",
      recipientId: "7001",
      text: "Hello",
      metadata: "m-1",
      tag: "RESPONSE",
      startBy: Number.POSITIVE_INFINITY,
      ...change,
    },
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

test("a teammate's late answer carries the tag", async () => {
  answer = { recipient_id: "7001", message_id: "m_1" };
  await send({ tag: "HUMAN_AGENT" });
  expect(JSON.parse(server.heard.at(-1)?.body ?? "")).toMatchObject({
    messaging_type: "MESSAGE_TAG",
    tag: "HUMAN_AGENT",
  });
});

test("a call that was held up for too long does not go out", async () => {
  const before = server.heard.length;
  await expect(send({ startBy: performance.now() - 1 })).rejects.toMatchObject({
    code: "upstream.call-too-late",
  });
  expect(server.heard.length).toBe(before);
});
