import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personIdAt } from "#sandbox/person-ids.ts";
import {
  connectShoes,
  control,
  graphPost,
  logIn,
  outletPage,
  shoeInstagram,
  shoePage,
  usualScope,
} from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";
import { findAccount, world } from "#sandbox/world.ts";

let test: TestSandbox;
let pageToken: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  const day = 24 * 3_600_000;
  for (const account_id of [shoePage, shoeInstagram]) {
    await control(test, "messages", { account_id, person: "ines", text: "hi" });
    await write(account_id, "tom", Date.now() - 2 * day);
    await write(account_id, "julia", Date.now() - 8 * day);
  }
});
afterAll(() => test.stop());

const psid = idOf(shoePage, "ines");
const igsid = idOf(shoeInstagram, "ines");
const text = (length: number, unit = "x") => ({ text: unit.repeat(length) });
const response = { messaging_type: "RESPONSE" };
const tagged = (tag: string) => ({ messaging_type: "MESSAGE_TAG", tag });
const quickReplies = (count: number, reply: object) => ({
  text: "?",
  quick_replies: Array.from({ length: count }, () => reply),
});
const good = { content_type: "text", title: "Yes", payload: "Y" };

describe("the Send API takes", () => {
  it.each([
    ["2000 characters on Messenger", psid, { ...response, message: text(2000, "ж") }],
    ["1000 bytes on Instagram", igsid, { message: text(500, "ж") }],
    ["no messaging_type on Instagram", igsid, { message: text(1) }],
    ["13 quick replies", psid, { ...response, message: quickReplies(13, good) }],
    [
      "a human agent after two days",
      idOf(shoePage, "tom"),
      { ...tagged("HUMAN_AGENT"), message: text(1) },
    ],
    [
      "an image",
      psid,
      {
        ...response,
        message: { attachment: { type: "image", payload: { url: "https://x.test/1.png" } } },
      },
    ],
  ])("%s", async (_, id, body) => {
    const answer = await graphPost(test, "me/messages", pageToken, { recipient: { id }, ...body });
    expect(answer).toMatchObject({
      status: 200,
      body: { recipient_id: id, message_id: expect.stringMatching(/^(m_|aWdf).{100,}$/) },
    });
  });

  it("a sender action alone, answered without a message id", async () => {
    const answer = await graphPost(test, `${shoePage}/messages`, pageToken, {
      recipient: { id: psid },
      sender_action: "typing_on",
    });
    expect(answer.body).toEqual({ recipient_id: psid });
  });
});

describe("the Send API refuses", () => {
  it.each([
    [
      "a person of another page",
      idOf(outletPage, "ines"),
      { ...response, message: text(1) },
      100,
      2018001,
    ],
    ["somebody unknown", "123456", { ...response, message: text(1) }, 100, 2018001],
    [
      "a person of another Instagram account",
      idOf("17841402278345610", "ines"),
      { message: text(1) },
      100,
      2534014,
    ],
    ["no messaging_type on Messenger", psid, { message: text(1) }, 100, undefined],
    [
      "an unknown messaging_type",
      psid,
      { messaging_type: "REPLY", message: text(1) },
      100,
      undefined,
    ],
    ["a retired tag", psid, { ...tagged("ACCOUNT_UPDATE"), message: text(1) }, 100, undefined],
    [
      "MESSAGE_TAG without a tag",
      psid,
      { messaging_type: "MESSAGE_TAG", message: text(1) },
      100,
      undefined,
    ],
    ["a blank text", psid, { ...response, message: { text: " \n" } }, 100, undefined],
    ["an empty message", psid, { ...response, message: {} }, 100, undefined],
    ["no message", psid, response, 100, undefined],
    ["2001 characters on Messenger", psid, { ...response, message: text(2001) }, 100, undefined],
    ["1002 bytes on Instagram", igsid, { message: text(501, "ж") }, 100, 2534015],
    [
      "1001 characters of metadata",
      psid,
      { ...response, message: { text: "x", metadata: "m".repeat(1001) } },
      100,
      undefined,
    ],
    [
      "a message with a sender action",
      psid,
      { ...response, message: text(1), sender_action: "typing_on" },
      100,
      2018014,
    ],
    ["an unknown sender action", psid, { sender_action: "wave" }, 100, undefined],
    [
      "an unknown attachment type",
      psid,
      { ...response, message: { attachment: { type: "gif", payload: {} } } },
      100,
      2018047,
    ],
    ["14 quick replies", psid, { ...response, message: quickReplies(14, good) }, 100, undefined],
    [
      "a long quick reply title",
      psid,
      { ...response, message: quickReplies(1, { ...good, title: "x".repeat(21) }) },
      100,
      undefined,
    ],
    [
      "an e-mail quick reply on Instagram",
      igsid,
      { message: quickReplies(1, { content_type: "user_email" }) },
      100,
      undefined,
    ],
    [
      "a reply to an unknown message",
      psid,
      { ...response, message: text(1), reply_to: { mid: "m_x" } },
      100,
      undefined,
    ],
    [
      "a late answer on Messenger",
      idOf(shoePage, "tom"),
      { ...response, message: text(1) },
      10,
      2018278,
    ],
    ["a late answer on Instagram", idOf(shoeInstagram, "tom"), { message: text(1) }, 10, 2534022],
    [
      "a human agent after eight days",
      idOf(shoePage, "julia"),
      { ...tagged("HUMAN_AGENT"), message: text(1) },
      10,
      2018278,
    ],
    [
      "somebody who never wrote",
      idOf(shoePage, "ravi"),
      { ...response, message: text(1) },
      10,
      2018278,
    ],
  ])("%s", async (_, id, body, code, subcode) => {
    const answer = await graphPost(test, "me/messages", pageToken, { recipient: { id }, ...body });
    expect(answer.status).toBe(400);
    const { error } = answer.body as { error: { code: number; error_subcode?: number } };
    expect([error.code, error.error_subcode]).toEqual([code, subcode]);
    expect(error).toMatchObject({ message: expect.any(String), fbtrace_id: expect.any(String) });
  });

  it("a login without the messaging permission of the platform", async () => {
    await logIn(test, { scope: usualScope.replace("pages_messaging,", "") });
    const onMessenger = await send(psid);
    expect(onMessenger).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    await logIn(test, { scope: usualScope.replace(",instagram_manage_messages", "") });
    const onInstagram = await send(igsid);
    expect(onInstagram).toMatchObject({ status: 403, body: { error: { code: 10 } } });
    await logIn(test);
  });
});

function send(id: string) {
  return graphPost(test, "me/messages", pageToken, {
    recipient: { id },
    ...response,
    message: text(1),
  });
}

function write(account_id: string, person: string, timestamp: number) {
  return control(test, "messages", { account_id, person, text: "hi", timestamp });
}

function idOf(accountId: string, key: string): string {
  const account = findAccount(accountId);
  const person = world.people.find((candidate) => candidate.key === key);
  return account && person ? personIdAt(account, person) : "";
}
