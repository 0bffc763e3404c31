import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connectShoes,
  control,
  graphGet,
  graphPost,
  outletPage,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";
import { conversationIdOf } from "#sandbox/voice-agent/conversation-id.ts";

let test: TestSandbox;
let pageToken: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
});
afterAll(() => test.stop());

describe("the verdict", () => {
  it("tells what truly happened at both sides, for all or for one account", async () => {
    const written = { account_id: shoePage, person: "ines", text: "hi", wait: true };
    const { mid, person_id } = (await control(test, "messages", written)) as Written;
    await control(test, "messages", { ...written, account_id: outletPage, wait: false });
    const sent = await graphPost(test, "me/messages", pageToken, {
      recipient: { id: person_id },
      messaging_type: "RESPONSE",
      message: { text: "hello", metadata: "out-1" },
    });
    const channelId = await storeChannel();
    await storeMessage(channelId, person_id, mid, "k-1");
    await storeMessage(channelId, person_id, mid, "k-1");
    await generate();

    const message = { channel_id: channelId, external_user_id: person_id, external_msg_id: mid };
    const expected = { ...message, direction: "inbound", text: "hi", idempotency_key: "k-1" };
    const verdict = (await control(test, `verdict?account_id=${shoePage}`)) as Verdict;
    expect(verdict).toMatchObject({
      threads: [
        {
          account_id: shoePage,
          person_id,
          bubbles: [
            { mid, from: "customer", text: "hi", metadata: null, acknowledged: true },
            {
              mid: (sent.body as { message_id: string }).message_id,
              from: "page",
              metadata: "out-1",
              app_id: test.sandbox.config.appId,
            },
          ],
        },
      ],
      voice_agent: {
        conversations: [{ account_id: shoePage, messages: [expected, expected] }],
        generate_calls: 1,
      },
      calls_while_limited: {},
    });
    expect(verdict.threads).toHaveLength(1);
    const other = (await control(test, `verdict?account_id=${outletPage}`)) as Verdict;
    expect(other).toMatchObject({
      threads: [{ account_id: outletPage, bubbles: [{ acknowledged: false }] }],
      voice_agent: { conversations: [] },
    });
    expect(((await control(test, "verdict")) as Verdict).threads).toHaveLength(2);
  });
});

describe("tokens that were taken back", () => {
  it("live again when the person grants anew", async () => {
    const asks = async () => (await graphGet(test, "me", pageToken)).status;
    await control(test, "tokens/revoke", { page_id: shoePage });
    expect(await asks()).toBe(400);
    expect(await control(test, "tokens/restore", { page_id: outletPage })).toEqual({ tokens: 0 });
    expect(await asks()).toBe(400);
    expect(await control(test, "tokens/restore", { page_id: shoePage })).toEqual({ tokens: 1 });
    expect(await asks()).toBe(200);
    await control(test, "tokens/expire", {});
    await control(test, "tokens/restore", {});
    expect(await asks()).toBe(200);
  });
});

type Written = { mid: string; person_id: string };
type Verdict = { threads: unknown[] };

async function post(path: string, token: string, body: object, key = "k") {
  const response = await fetch(`${test.url}/voice-agent/v1/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as { data: { id: string } };
}

async function storeChannel() {
  const answer = await post("channels", "api", {
    tenant_id: "t-1",
    workspace_id: "w-1",
    name: "Facebook: Linden Street Shoes",
    type: "facebook_messenger",
    provider: "meta",
    resource_ref: shoePage,
    config_json: { page_name: "Linden Street Shoes" },
    is_active: true,
  });
  return answer.data.id;
}

function storeMessage(channelId: string, userId: string, mid: string, key: string) {
  const message = {
    tenant_id: "t-1",
    channel_id: channelId,
    conversation_id: conversationIdOf(channelId, userId),
    external_user_id: userId,
    direction: "inbound",
    message_text: "hi",
    message_type: "text",
    external_msg_id: mid,
    handled_by: "facebook_webhook",
    metadata_json: { platform: "facebook", page_id: shoePage, timestamp: 1, attachments: [] },
  };
  return post("internal/messages", "internal", message, key);
}

function generate() {
  const conversation_history = [{ direction: "inbound", message_text: "hi" }];
  return post("agents/agent-shop/generate", "api", { conversation_history, user_id: "1" });
}
