import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  connectShoes,
  control,
  errorOf,
  graphPost,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { echoesIn } from "#sandbox/testing/read-events.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
let psid: string;
let igsid: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  [psid, igsid] = (await Promise.all([shoePage, shoeInstagram].map(write))) as [string, string];
});
afterAll(() => test.stop());

const button = { type: "postback", title: "Sizes", payload: "SIZES" };
const link = { type: "web_url", title: "Shop", url: "https://shop.example/" };
const card = { title: "Boots", subtitle: "Warm", buttons: [button] };
const repeat = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);
const buttons = (change: object) => ({
  template_type: "button",
  text: "?",
  buttons: [button],
  ...change,
});
const cards = (...elements: object[]) => ({ template_type: "generic", elements });

describe("a template is taken and echoed", () => {
  it("with buttons", async () => {
    const template = buttons({
      text: "ж".repeat(640),
      buttons: [button, link, { type: "account_unlink" }],
    });
    expect(await echoOf(template)).toMatchObject([{ type: "template", payload: template }]);
  });

  it("as cards, title and link of the first one beside the payload", async () => {
    const first = {
      ...card,
      default_action: { type: "web_url", url: "https://shop.example/boots" },
    };
    const template = cards(first, ...repeat(9, card));
    expect(await echoOf(template)).toMatchObject([
      { type: "template", title: "Boots", url: "https://shop.example/boots", payload: template },
    ]);
  });

  it("as media, its upload named by a number", async () => {
    const uploaded = await graphPost(test, `${shoePage}/message_attachments`, pageToken, {
      message: {
        attachment: {
          type: "image",
          payload: { url: "https://x.example/a.png", is_reusable: true },
        },
      },
    });
    const { attachment_id } = uploaded.body as { attachment_id: string };
    const template = { template_type: "media", elements: [{ media_type: "image", attachment_id }] };
    expect(await echoOf(template)).toMatchObject([
      { type: "template", payload: { elements: [{ attachment_id: Number(attachment_id) }] } },
    ]);
  });

  it("on Instagram", async () => {
    for (const template of [
      buttons({}),
      cards(card),
      { template_type: "product", elements: [{ id: "1" }] },
    ]) {
      expect((await send(igsid, template)).status).toBe(200);
    }
  });
});

describe("a template is refused", () => {
  it.each([
    ["of 641 characters", buttons({ text: "x".repeat(641) })],
    ["without a text", buttons({ text: " " })],
    ["without buttons", buttons({ buttons: [] })],
    ["with four buttons", buttons({ buttons: repeat(4, button) })],
    ["with a button of another type", buttons({ buttons: [{ ...button, type: "game_play" }] })],
    ["with a long button title", buttons({ buttons: [{ ...button, title: "x".repeat(21) }] })],
    ["with a long payload", buttons({ buttons: [{ ...button, payload: "x".repeat(1001) }] })],
    ["with a link without address", buttons({ buttons: [{ type: "web_url", title: "Shop" }] })],
    [
      "with a phone number that is none",
      buttons({ buttons: [{ type: "phone_number", title: "Call", payload: "us" }] }),
    ],
    ["without cards", cards()],
    ["with eleven cards", cards(...repeat(11, card))],
    ["with a card of a title only", cards({ title: "Boots" })],
    ["with a long card title", cards({ ...card, title: "x".repeat(81) })],
    ["with a long subtitle", cards({ ...card, subtitle: "x".repeat(81) })],
    ["with a card of four buttons", cards({ ...card, buttons: repeat(4, button) })],
    [
      "of two media",
      {
        template_type: "media",
        elements: repeat(2, { media_type: "image", url: "https://www.facebook.com/p/1" }),
      },
    ],
    [
      "of media from elsewhere",
      {
        template_type: "media",
        elements: [{ media_type: "image", url: "https://x.example/a.png" }],
      },
    ],
    ["that nobody knows", { template_type: "carousel", elements: [] }],
  ])("%s", async (_, template) => {
    expect(errorOf(await send(psid, template))).toEqual([400, 100, undefined]);
  });

  it("at Instagram when Instagram has none like it", async () => {
    const elements = [{ media_type: "image", url: "https://www.facebook.com/p/1" }];
    const refused = await send(igsid, { template_type: "media", elements });
    expect(errorOf(refused)).toEqual([400, 100, 2534015]);
  });

  it("when its media are another page's", async () => {
    const elements = [{ media_type: "image", attachment_id: "123" }];
    const refused = await send(psid, { template_type: "media", elements });
    expect(errorOf(refused)).toEqual([400, 100, 2018074]);
  });
});

async function echoOf(template: object) {
  const { body } = await send(psid, template);
  const { message_id } = body as { message_id: string };
  const echo = await vi.waitUntil(
    () => echoesIn(test).find(({ mid }) => mid === message_id),
    15_000,
  );
  return echo.attachments;
}

function send(id: string, payload: object) {
  return graphPost(test, "me/messages", pageToken, {
    recipient: { id },
    messaging_type: "RESPONSE",
    message: { attachment: { type: "template", payload } },
  });
}

async function write(account_id: string): Promise<string> {
  const written = await control(test, "messages", {
    account_id,
    person: "ines",
    text: "hi",
    wait: true,
  });
  return (written as { person_id: string }).person_id;
}
