import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { createGraphClient } from "./graph-client.ts";
import { type MessageToSend, sendAction, sendMessage, uploadAttachment } from "./send.ts";

let answer: unknown;
let server: Awaited<ReturnType<typeof startLocalServer>>;
beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer((_heard, response) => answerJson(response, 200, answer));
});
afterAll(() => server.close());

const page = { pageId: "10001", pageToken: "EAAexample" };
const graph = () =>
  createGraphClient({
    graphUrl: server.url,
    version: "v25.0",
    appId: "1",
    appSecret: "app-secret-example",
    timeoutMs: 2_000,
  });
const send = (change: Partial<MessageToSend> = {}) =>
  sendMessage(graph(), {
    ...page,
    recipientId: "7001",
    content: { text: "Hello" },
    metadata: "m-1",
    tag: "RESPONSE",
    startBy: Number.POSITIVE_INFINITY,
    ...change,
  });
const heard = () => server.heard.at(-1);

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

test("a reaction is a request of its own", async () => {
  answer = { recipient_id: "7001" };
  const payload = { message_id: "m_1", reaction: "love" };
  await sendAction(graph(), { ...page, recipientId: "7001" }, { sender_action: "react", payload });
  expect(JSON.parse(heard()?.body ?? "")).toEqual({
    recipient: { id: "7001" },
    sender_action: "react",
    payload,
  });
});

test("a file at an address is given to Meta for good, on Instagram under its name", async () => {
  answer = { attachment_id: "17" };
  const upload = { type: "image", url: "https://example.test/1.png" } as const;
  expect(await uploadAttachment(graph(), { ...page, platform: "instagram" }, upload)).toBe("17");
  expect(heard()?.path).toBe("/v25.0/10001/message_attachments");
  expect(JSON.parse(heard()?.body ?? "")).toEqual({
    platform: "instagram",
    message: {
      attachment: { type: "image", payload: { url: upload.url, is_reusable: true } },
    },
  });
});

test("a file of ours travels as a form", async () => {
  answer = { attachment_id: "18" };
  const file = new Blob(["%PDF-1.7"], { type: "application/pdf" });
  const upload = { type: "file", file, name: "menu.pdf" } as const;
  expect(await uploadAttachment(graph(), { ...page, platform: "facebook" }, upload)).toBe("18");
  const form = await new Response(heard()?.body ?? "", {
    headers: { "content-type": String(heard()?.headers["content-type"]) },
  }).formData();
  expect(JSON.parse(String(form.get("message")))).toEqual({
    attachment: { type: "file", payload: { is_reusable: true } },
  });
  expect(form.get("platform")).toBeNull();
  const sent = form.get("filedata");
  expect(sent).toMatchObject({ name: "menu.pdf", type: "application/pdf", size: 8 });
});
