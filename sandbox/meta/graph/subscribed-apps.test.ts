import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  control,
  graphGet,
  graphPost,
  logIn,
  outletPage,
  shoeInstagram,
  shoePage,
  usualScope,
  walkPages,
} from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testAppId,
  testSecret,
  testVerifyToken,
} from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let userToken: string;
let pageToken: string;
beforeAll(async () => {
  test = await startTestSandbox();
  userToken = await logIn(test);
  pageToken = (await walkPages(test, userToken)).get(shoePage) ?? "";
});
afterAll(() => test.stop());

const path = `${shoePage}/subscribed_apps`;

describe("subscribed_apps", () => {
  it.each([
    ["a user token", () => userToken, "messages", 210],
    ["an Instagram-only field", () => pageToken, "messages,messaging_seen", 100],
    ["another Instagram-only field", () => pageToken, "message_edit", 100],
    ["no field", () => pageToken, "", 100],
  ])("refuses %s", async (_, token, fields, code) => {
    const answer = await graphPost(test, path, token(), { subscribed_fields: fields });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it("refuses another page's token", async () => {
    const answer = await graphPost(test, `${outletPage}/subscribed_apps`, pageToken, {
      subscribed_fields: "messages",
    });
    expect(answer.body).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  });

  it("replaces the whole list, and shows and removes it", async () => {
    await graphPost(test, path, pageToken, { subscribed_fields: "messages,message_reads" });
    await graphPost(test, path, pageToken, { subscribed_fields: ["messages"] });
    expect((await graphGet(test, path, pageToken)).body).toMatchObject({
      data: [{ id: testAppId, subscribed_fields: ["messages"] }],
    });
    await fetch(`${test.url}/graph/${path}?access_token=${pageToken}`, { method: "DELETE" });
    expect((await graphGet(test, path, pageToken)).body).toEqual({ data: [] });
  });

  it("needs pages_manage_metadata, and pages_messaging for messaging fields", async () => {
    for (const missing of ["pages_manage_metadata", "pages_messaging"]) {
      await logIn(test, { scope: usualScope.replace(`${missing},`, "") });
      const answer = await graphPost(test, path, pageToken, { subscribed_fields: "messages" });
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    }
    await logIn(test);
  });
});

describe("deliveries", () => {
  it("need the page's subscription and the app's", async () => {
    expect(await noteOf(shoePage)).toBe("the page has no subscribed_apps");
    expect(await noteOf(shoeInstagram)).toBe("the page has no subscribed_apps");
    await graphPost(test, path, pageToken, { subscribed_fields: "message_reads" });
    expect(await noteOf(shoePage)).toBe("the page is not subscribed to messages");
    expect(await noteOf(shoeInstagram)).toBeNull();
    await graphPost(test, path, pageToken, { subscribed_fields: "messages" });
    expect(await noteOf(shoePage)).toBeNull();
    await subscribeApp({ object: "instagram", fields: "messaging_seen" });
    expect(await noteOf(shoeInstagram)).toBe("the app is not subscribed to instagram.messages");
  });

  it("need a callback that answers the challenge", async () => {
    const refused = await subscribeApp({ verify_token: "wrong" });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 2200 } } });
    expect((await subscribeApp({})).status).toBe(200);
    expect(await control(test, "verify-webhook", {})).toMatchObject({ ok: true, status: 200 });
  });
});

const noteSchema = z.object({ note: z.string().nullable() });

async function noteOf(accountId: string): Promise<string | null> {
  const message = { account_id: accountId, person: "ravi", text: "hi" };
  return noteSchema.parse(await control(test, "messages", message)).note;
}

function subscribeApp(change: Record<string, string>) {
  return graphPost(test, `${testAppId}/subscriptions`, `${testAppId}|${testSecret}`, {
    object: "page",
    callback_url: `${test.sandbox.config.appBaseUrl}/api/webhooks/facebook`,
    verify_token: testVerifyToken,
    fields: "messages",
    ...change,
  });
}
