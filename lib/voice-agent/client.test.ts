import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerHtml, answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { createVoiceAgentClient, type MessageToStore } from "./client.ts";
import { VoiceAgentError } from "./errors.ts";

let server: Awaited<ReturnType<typeof startLocalServer>>;
let answer:
  | { status: number; body: unknown }
  | { status: number; text: string }
  | "html"
  | "reset"
  | "half"
  | "silence";

beforeAll(async () => {
  server = await startLocalServer((_heard, response) => {
    if (answer === "html") answerHtml(response, 502);
    else if (answer === "reset") response.destroy();
    else if (answer === "half") response.writeHead(201).write('{"id":', () => response.destroy());
    else if (answer === "silence") return;
    else if ("text" in answer) response.writeHead(answer.status).end(answer.text);
    else answerJson(response, answer.status, answer.body);
  });
});
afterAll(() => server.close());

const client = (timeouts: { timeoutMs?: number; generateTimeoutMs?: number } = {}) =>
  createVoiceAgentClient({
    url: `${server.url}/base`,
    apiToken: "api-token",
    internalToken: "internal-token",
    tenantId: "tenant-1",
    workspaceId: "workspace-1",
    timeoutMs: 5_000,
    generateTimeoutMs: 5_000,
    ...timeouts,
  });
const lastHeard = () => {
  const heard = server.heard.at(-1);
  return { ...heard, json: heard?.body ? JSON.parse(heard.body) : undefined };
};
const failureOf = async (sent: Promise<unknown>) => {
  const error = await sent.catch((thrown: unknown) => thrown);
  if (!(error instanceof VoiceAgentError)) throw new Error("expected a VoiceAgentError");
  return error;
};

const MESSAGE: MessageToStore = {
  channelId: "channel-1",
  conversationId: "da591119-4215-5686-b5ad-ef865a9efcf6",
  externalUserId: "7001",
  direction: "inbound",
  text: "Hej 👋",
  externalMessageId: "m_1",
  handledBy: "facebook_webhook",
  metadata: { platform: "facebook" },
};

const TURN = { tryId: "question-1", history: [], externalUserId: "1" };

describe("the four calls", () => {
  test("a channel is created once per key", async () => {
    answer = { status: 201, body: { data: { id: "channel-1", name: "Linden" } } };
    const channel = {
      name: "Linden",
      type: "facebook_messenger" as const,
      resourceRef: "10001",
      config: { page_id: "10001" },
    };
    expect(await client().createChannel(channel, "key-1")).toBe("channel-1");

    expect(lastHeard()).toMatchObject({
      method: "POST",
      path: "/base/v1/channels",
      headers: { authorization: "Bearer api-token", "idempotency-key": "key-1" },
      json: {
        tenant_id: "tenant-1",
        workspace_id: "workspace-1",
        name: "Linden",
        type: "facebook_messenger",
        provider: "meta",
        resource_ref: "10001",
        config_json: { page_id: "10001" },
        is_active: true,
      },
    });
  });

  test("a channel's id may be a number", async () => {
    answer = { status: 200, body: { data: { id: 42 } } };
    const channel = { name: "", type: "instagram_direct" as const, resourceRef: "1", config: {} };
    expect(await client().createChannel(channel, "key")).toBe("42");
  });

  test("a message is stored with the internal token; any 2xx will do", async () => {
    answer = { status: 204, body: null };
    await client().storeMessage(MESSAGE, "key-2");
    expect(lastHeard()).toMatchObject({
      method: "POST",
      path: "/base/v1/internal/messages",
      headers: { authorization: "Bearer internal-token", "idempotency-key": "key-2" },
      json: {
        tenant_id: "tenant-1",
        channel_id: "channel-1",
        conversation_id: "da591119-4215-5686-b5ad-ef865a9efcf6",
        external_user_id: "7001",
        direction: "inbound",
        message_text: "Hej 👋",
        message_type: "text",
        external_msg_id: "m_1",
        handled_by: "facebook_webhook",
        metadata_json: { platform: "facebook" },
      },
    });
  });

  test.each([
    [204, ""],
    [200, ""],
    [201, "\n"],
    [200, "OK"],
    [201, "created"],
    [200, "{}"],
    [200, "null"],
    [202, '"queued"'],
  ])("a message is stored for sure by %d with %j", async (status, text) => {
    answer = { status, text };
    expect(await client().storeMessage(MESSAGE, "key")).toEqual({ isConfirmed: true });
  });

  test.each([
    ["<!DOCTYPE html><title>Log in</title>"],
    ["Please <a href='/'>log in</a>"],
    ['{"data":{"id":"10'],
    ["[{"],
    ['"que'],
    ["x".repeat(201)],
  ])("a 200 with %j may be somebody else's", async (text) => {
    answer = { status: 200, text };
    expect(await client().storeMessage(MESSAGE, "key")).toEqual({ isConfirmed: false });
  });

  test("a success that broke off is not sure", async () => {
    answer = "half";
    expect(await client().storeMessage(MESSAGE, "key")).toEqual({ isConfirmed: false });
  });

  test("a message without text says that it is an attachment", async () => {
    answer = { status: 200, body: {} };
    await client().storeMessage({ ...MESSAGE, text: null }, "key-3");
    expect(lastHeard().json).toMatchObject({
      message_text: "[attachment]",
      message_type: "attachment",
    });
  });

  test("the history comes as the platform gives it", async () => {
    const messages = [{ role: "user", anything: 1 }, "odd"];
    answer = { status: 200, body: { data: { messages } } };
    const conversation = { channelId: "channel 1", externalUserId: "70&01" };
    expect(await client().readHistory(conversation)).toEqual(messages);

    const { method, path, query, headers } = lastHeard();
    expect({ method, path }).toEqual({ method: "GET", path: "/base/v1/messages/conversation" });
    expect(headers?.authorization).toBe("Bearer api-token");
    expect(Object.fromEntries(query ?? [])).toEqual({
      tenant_id: "tenant-1",
      channel_id: "channel 1",
      external_user_id: "70&01",
      limit: "10",
    });
  });

  test("a conversation that the platform does not know holds none of our messages", async () => {
    answer = { status: 404, body: { error: "no such conversation" } };
    const of = { channelId: "channel-1", externalUserId: "7001" };
    expect(await client().isStored(of, ["m_1"])).toEqual({
      presence: "absent",
      fullOf: null,
      said: null,
    });
    expect(await client().readHistory(of)).toEqual([]);
  });

  test("the agent answers from the history; its id cannot leave its place in the path", async () => {
    answer = { status: 200, body: { message_text: "We open at nine.", model: "m-1" } };
    const turn = { ...TURN, history: [{ role: "user" }], externalUserId: "7001" };
    expect(await client().generate("../agent 1", turn)).toEqual({
      text: "We open at nine.",
      model: "m-1",
      extras: { quick_replies: [], attachments: [], handover: false },
    });
    expect(lastHeard()).toMatchObject({
      method: "POST",
      path: "/base/v1/agents/..%2Fagent%201/generate",
      json: { conversation_history: [{ role: "user" }], user_id: "7001" },
    });
  });

  test("the key of an answer is the same for the same question after the same history only", async () => {
    answer = { status: 200, body: { message_text: "Hi" } };
    const history = [{ role: "user", content: "Hello?" }];
    const keys = new Map<unknown, number>();
    for (const [agent, turn] of [
      ["a", { ...TURN, history }],
      ["a", { ...TURN, history, signal: new AbortController().signal }],
      ["a", { ...TURN, history: [...history, ...history] }],
      ["a", { ...TURN, history, tryId: "question-2" }],
      ["b", { ...TURN, history }],
    ] as const) {
      await client().generate(agent, turn);
      const key = lastHeard().headers?.["idempotency-key"];
      keys.set(key, (keys.get(key) ?? 0) + 1);
    }
    expect([...keys.keys()]).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect([...keys.values()]).toEqual([2, 1, 1, 1]);
  });

  test.each([[undefined], [null], [7]])("a model given as %j is unknown", async (model) => {
    answer = { status: 200, body: { message_text: "Hi", model } };
    const generated = await client().generate("a", TURN);
    expect(generated.model).toBeNull();
  });

  test("a text loses what PostgreSQL cannot hold, and nothing else", async () => {
    answer = { status: 200, body: { message_text: "A\0B\ud800 👋", model: "m\0" } };
    const generated = await client().generate("a", TURN);
    expect(generated).toMatchObject({ text: "AB\ufffd 👋", model: "m" });
  });
});

describe("what an answer has beside its text", () => {
  const generate = async (body: object) => {
    answer = { status: 200, body };
    return client().generate("a", TURN);
  };
  const url = "https://example.test/1.png";

  test("is read item by item, and what is malformed left out", async () => {
    const { extras } = await generate({
      message_text: "Hi",
      quick_replies: ["Yes", { title: "No", payload: "NO", color: "red" }, 7, null, []],
      attachments: [{ type: "image", url }, { type: "sticker", url }, { type: "file" }, url],
      handover: true,
    });
    expect(extras).toEqual({
      quick_replies: [
        { content_type: "text", title: "Yes" },
        { content_type: "text", title: "No", payload: "NO" },
      ],
      attachments: [{ type: "image", url }],
      handover: true,
    });
  });

  test.each([["yes"], [1], [null], [{}]])("handover as %j is none", async (handover) => {
    const { extras } = await generate({ message_text: "Hi", quick_replies: {}, handover });
    expect(extras).toEqual({ quick_replies: [], attachments: [], handover: false });
  });

  test.each([[""], [null], [undefined]])("a text of %j will do with a file", async (text) => {
    const generated = await generate({ message_text: text, attachments: [{ type: "image", url }] });
    expect(generated.text).toBe("");
  });

  test("neither text nor file is no answer", async () => {
    await expect(generate({ message_text: " ", attachments: [7] })).rejects.toMatchObject({
      class: "bad-answer",
    });
  });
});

describe("failures", () => {
  const read = (timeouts = {}) =>
    client(timeouts).readHistory({ channelId: "c", externalUserId: "70019999" });

  test.each([
    [500, "unavailable", "retry-later"],
    [503, "unavailable", "retry-later"],
    [408, "unavailable", "retry-later"],
    [425, "unavailable", "retry-later"],
    [429, "unavailable", "retry-later"],
    [401, "unauthorized", "retry-later"],
    [403, "unauthorized", "retry-later"],
    [400, "refused", "give-up"],
    [410, "refused", "give-up"],
    [409, "refused", "give-up"],
    [422, "refused", "give-up"],
  ])("%s is %s: %s", async (status, kind, remedy) => {
    answer = { status, body: { detail: "someone's words" } };
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: `voice-agent.${kind}`, remedy, status });
    expect(error.message).not.toContain("someone");
  });

  test.each(["html", "reset"] as const)("%s is unavailable", async (how) => {
    answer = how;
    expect((await failureOf(read())).code).toBe("voice-agent.unavailable");
  });

  test("silence is unavailable after the call's own time", async () => {
    answer = "silence";
    expect(await failureOf(read({ timeoutMs: 150 }))).toMatchObject({ status: null });
    const generate = client({ generateTimeoutMs: 150 }).generate("a", TURN);
    expect((await failureOf(generate)).code).toBe("voice-agent.unavailable");
  });

  test.each([[null], [[]], [{ data: {} }], [{ data: { messages: "none" } }]])(
    "a 200 with %j is not what was agreed",
    async (body) => {
      answer = { status: 200, body };
      expect(await failureOf(read())).toMatchObject({
        code: "voice-agent.unexpected-answer",
        remedy: "ask-a-person",
      });
    },
  );

  test("an error names neither the person nor a token", async () => {
    answer = { status: 400, body: null };
    const error = await failureOf(read());
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/70019999|api-token/);
  });
});

describe("erasing a contact", () => {
  const contact = { channelId: "channel/1", conversationId: "c-1", externalUserId: "70 01" };
  const erasing = (erasePath?: string) =>
    createVoiceAgentClient({
      ...{ url: `${server.url}/base`, apiToken: "api-token", internalToken: "internal-token" },
      ...{ tenantId: "tenant-1", workspaceId: "workspace-1" },
      ...{ timeoutMs: 5_000, generateTimeoutMs: 5_000, erasePath },
    }).eraseContact(contact, "erasure-1");

  test("asks nobody when nobody said how", async () => {
    const before = server.heard.length;
    expect(await erasing()).toBe("not_configured");
    expect(server.heard).toHaveLength(before);
  });

  test.each([
    ["/v1/internal/contacts/{external_user_id}", "internal-token"],
    ["/v1/contacts/{external_user_id}", "api-token"],
  ])("%s names the contact, with the token of its kind", async (path, token) => {
    answer = { status: 200, body: {} };
    expect(await erasing(`${path}?channel_id={channel_id}&tenant={tenant_id}`)).toBe("erased");
    const heard = server.heard.at(-1);
    expect(heard).toMatchObject({
      method: "DELETE",
      path: `/base${path.replace("{external_user_id}", "70%2001")}`,
    });
    expect(Object.fromEntries(heard?.query ?? [])).toEqual({
      channel_id: "channel/1",
      tenant: "tenant-1",
    });
    expect(heard?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      "idempotency-key": "erasure-1",
    });
  });

  test.each([204, 404])("%d means that nothing is left", async (status) => {
    answer = { status, body: {} };
    expect(await erasing("/v1/contacts/{external_user_id}")).toBe("erased");
  });

  test("a no is told without naming the contact", async () => {
    answer = { status: 422, body: {} };
    const error = await failureOf(erasing("/v1/contacts/{external_user_id}"));
    expect(error).toMatchObject({ class: "refused", message: "erase contact: refused" });
  });
});
