import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";
import { conversationIdOf } from "./conversation-id.ts";

let test: TestSandbox;
let channelId: string;
beforeAll(async () => {
  test = await startTestSandbox();
  test.sandbox.settings.agent_latency_ms = 0;
  const answer = await call("v1/channels", "api", channel);
  channelId = (answer.body as { data: { id: string } }).data.id;
});
afterAll(() => test.stop());

const channel = {
  tenant_id: "t-1",
  workspace_id: "w-1",
  name: "Facebook: Linden Street Shoes",
  type: "facebook_messenger",
  provider: "meta",
  resource_ref: "104829375610284",
  config_json: { page_name: "Linden Street Shoes", page_access_token: "EAAx" },
  is_active: true,
};

function inbound(change: Record<string, unknown> = {}) {
  return {
    tenant_id: "t-1",
    channel_id: channelId,
    conversation_id: conversationIdOf(channelId, "7001"),
    external_user_id: "7001",
    direction: "inbound",
    message_text: "hi",
    message_type: "text",
    external_msg_id: "m_1",
    handled_by: "facebook_webhook",
    metadata_json: {
      platform: "facebook",
      page_id: "104829375610284",
      timestamp: 1,
      attachments: [],
    },
    ...change,
  };
}

describe("a conversation id", () => {
  it("is the guide's formula, bit for bit", () => {
    const channelId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    const h = createHash("sha1")
      .update(`6ba7b810-9dad-11d1-80b4-00c04fd430c8${channelId}7001`)
      .digest("hex");
    const expected = h.replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12}).*$/, "$1-$2-5$3-$4-$5");
    expect(conversationIdOf(channelId, "7001")).toBe(expected);
  });
});

describe("dm-voice-agent refuses", () => {
  it.each([
    ["v1/channels", "internal"],
    ["v1/internal/messages", "api"],
    ["v1/agents/agent-shop/generate", "internal"],
  ])("%s with the other token", async (path, token) => {
    expect((await call(path, token, {})).status).toBe(401);
  });

  it.each(["v1/channels", "v1/internal/messages", "v1/agents/agent-shop/generate"])(
    "%s without Idempotency-Key",
    async (path) => {
      const token = path.includes("internal") ? "internal" : "api";
      expect((await call(path, token, channel, {})).status).toBe(400);
    },
  );

  it.each([
    ["tenant_id", { tenant_id: "t-2" }],
    ["workspace_id", { workspace_id: "w-2" }],
    ["name", { name: "Linden Street Shoes" }],
    ["type", { type: "facebook" }],
    ["config_json.page_name", { config_json: {} }],
    ["is_active", { is_active: "true" }],
    ["extra", { extra: 1 }],
  ])("a channel with a wrong %s", async (field, change) => {
    const answer = await call("v1/channels", "api", { ...channel, ...change });
    expect(answer).toMatchObject({ status: 422 });
    expect(fieldsOf(answer)).toContain(field);
  });

  it.each([
    ["tenant_id", { tenant_id: "t-2" }],
    ["channel_id", { channel_id: "unknown" }],
    ["conversation_id", { conversation_id: conversationIdOf("x", "7001") }],
    ["direction", { direction: "in" }],
    ["handled_by", { handled_by: "webhook" }],
    ["message_text", { message_text: "" }],
    ["message_text", { message_text: "[image]", message_type: "attachment" }],
    ["message_type", { message_type: "postback" }],
    ["external_msg_id", { external_msg_id: undefined }],
    [
      "metadata_json.attachments",
      { metadata_json: { platform: "facebook", page_id: "1", timestamp: 1 } },
    ],
    ["extra", { extra: 1 }],
  ])("a message with a wrong %s", async (field, change) => {
    const answer = await call("v1/internal/messages", "internal", inbound(change));
    expect(answer).toMatchObject({ status: 422 });
    expect(fieldsOf(answer)).toContain(field);
  });

  it("an unknown agent", async () => {
    const body = {
      conversation_history: [{ direction: "inbound", message_text: "hi" }],
      user_id: "1",
    };
    expect((await call("v1/agents/agent-x/generate", "api", body)).status).toBe(404);
    expect((await call("v1/agents/agent-shop/generate", "api", body)).status).toBe(200);
  });
});

describe("dm-voice-agent keeps", () => {
  it("what is written twice twice, and reads back the last ones, oldest first", async () => {
    for (const mid of ["m_1", "m_2", "m_2"]) {
      const stored = await call(
        "v1/internal/messages",
        "internal",
        inbound({ external_msg_id: mid }),
      );
      expect(stored.status).toBe(201);
    }
    const query = `tenant_id=t-1&channel_id=${channelId}&external_user_id=7001&limit=2`;
    const response = await fetch(`${test.url}/voice-agent/v1/messages/conversation?${query}`, {
      headers: { authorization: "Bearer api" },
    });
    expect(await response.json()).toMatchObject({
      data: { messages: [{ external_msg_id: "m_2" }, { external_msg_id: "m_2" }] },
    });
    expect(test.sandbox.voiceAgent.messages).toHaveLength(3);
  });
});

describe("dm-voice-agent perhaps", () => {
  it("switches a channel off and on, and nothing else of it", async () => {
    const path = `v1/channels/${channelId}`;
    const off = await change("PATCH", path, { is_active: false });
    expect(off).toMatchObject({ status: 200, body: { data: { id: channelId, is_active: false } } });
    expect(test.sandbox.voiceAgent.channels[0]?.is_active).toBe(false);
    expect(await change("PATCH", path, { is_active: true })).toMatchObject({ status: 200 });
    expect(await change("PATCH", path, { name: "Facebook: Other" })).toMatchObject({ status: 422 });
    expect(await change("PATCH", "v1/channels/unknown", { is_active: true })).toMatchObject({
      status: 404,
    });
    expect(await change("PATCH", path, { is_active: false }, "internal")).toMatchObject({
      status: 401,
    });
  });

  it.each([
    (user: string) => `v1/contacts/${user}?tenant_id=t-1&channel_id=${channelId}`,
    (user: string) => `v1/channels/${channelId}/contacts/${user}`,
  ])("erases one customer's messages of one channel", async (pathOf) => {
    for (const user of ["7002", "7003"]) {
      const conversation_id = conversationIdOf(channelId, user);
      const message = inbound({ external_user_id: user, conversation_id });
      await call("v1/internal/messages", "internal", message);
    }
    const kept = () => test.sandbox.voiceAgent.messages.map((each) => each.external_user_id);
    expect(await change("DELETE", pathOf("7002"), undefined, "internal")).toMatchObject({
      status: 401,
    });
    expect(await change("DELETE", pathOf("7002"))).toMatchObject({
      status: 200,
      body: { data: { deleted_messages: 1 } },
    });
    expect(kept()).toContain("7003");
    expect(kept()).not.toContain("7002");
    expect(await change("DELETE", pathOf("7002"))).toMatchObject({
      status: 200,
      body: { data: { deleted_messages: 0 } },
    });
    expect(await change("DELETE", pathOf("7002").replace(channelId, "unknown"))).toMatchObject({
      status: 422,
    });
  });

  it("has neither call", async () => {
    Object.assign(test.sandbox.settings, { contact_erase: "404", channel_update: "405" });
    expect(await change("DELETE", `v1/channels/${channelId}/contacts/1`)).toMatchObject({
      status: 404,
    });
    expect(await change("PATCH", `v1/channels/${channelId}`, {})).toMatchObject({ status: 405 });
  });
});

async function change(method: string, path: string, body?: unknown, token = "api") {
  const response = await fetch(`${test.url}/voice-agent/${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function call(
  path: string,
  token: string,
  body: unknown,
  headers: Record<string, string> = { "idempotency-key": "k-1" },
) {
  const response = await fetch(`${test.url}/voice-agent/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

function fieldsOf(answer: { body: unknown }): string[] {
  return Object.keys((answer.body as { error: { fields: object } }).error.fields);
}
