import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { control, graphPost, shoeInstagram, shoePage } from "#sandbox/testing/connect.ts";
import { connectWholly, eventOf, happen, whyNot } from "#sandbox/testing/play.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectWholly(test);
  await control(test, "settings", { receipts_dropped: true, echoes_dropped: true });
});
afterAll(() => test.stop());

const messenger = { account_id: shoePage };
const instagram = { account_id: shoeInstagram };
const withUrl = { payload: { url: expect.stringContaining("/media/files/") } };

describe("a message with an attachment", () => {
  it.each([
    [messenger, "image", { type: "image", ...withUrl }],
    [messenger, "gif", { type: "image", ...withUrl }],
    [messenger, "sticker", { type: "sticker", payload: { sticker_id: 369239263222822 } }],
    [messenger, "sticker_old", { type: "image", payload: { sticker_id: 369239263222822 } }],
    [messenger, "audio", { type: "audio", ...withUrl }],
    [messenger, "video", { type: "video", ...withUrl }],
    [messenger, "file", { type: "file", ...withUrl }],
    [messenger, "fallback", { type: "fallback", payload: { title: "Winter boots" } }],
    [messenger, "fallback_null", { type: "fallback", payload: null }],
    [messenger, "reel", { type: "reel", payload: { reel_video_id: 1213141516171819 } }],
    [messenger, "post", { type: "post", payload: { id: 1223344556677889 } }],
    [messenger, "template", { type: "template", payload: { product: { elements: [{}] } } }],
    [messenger, "appointment_booking", { payload: { start_time: 1_790_000_000 } }],
    [messenger, "location", { payload: { coordinates: { lat: 52.5206, long: 13.4094 } } }],
    [messenger, "unknown", { type: "hologram" }],
    [instagram, "image", { type: "image", ...withUrl }],
    [instagram, "audio", { type: "audio", ...withUrl }],
    [instagram, "video", { type: "video", ...withUrl }],
    [instagram, "ig_reel", { payload: { reel_video_id: "18131415161718192" } }],
    [instagram, "ig_post", { payload: { ig_post_media_id: "18132233445566778" } }],
    [instagram, "share", { type: "share", ...withUrl }],
    [instagram, "ig_story", { type: "ig_story", ...withUrl }],
    [instagram, "story_mention", { type: "story_mention", ...withUrl }],
    [instagram, "template_empty", { type: "template", payload: {} }],
  ])("of %o is told as %s", async (place, kind, attachment) => {
    const { message } = await eventOf(test, { ...place, kind });
    expect(message).toMatchObject({ mid: expect.any(String), attachments: [attachment] });
    expect(message).not.toHaveProperty("text");
  });

  it.each([
    [messenger, "fallback_bare", { type: "fallback" }],
    [instagram, "ephemeral", { type: "ephemeral" }],
    [instagram, "unsupported_type", { type: "unsupported_type" }],
  ])("of %o may have no payload at all: %s", async (place, kind, attachment) => {
    const { message } = await eventOf(test, { ...place, kind });
    expect(message?.attachments).toEqual([attachment]);
  });

  it("is a real file behind its address until that ends", async () => {
    const { message } = await eventOf(test, { ...messenger, kind: "image" });
    const url = message?.attachments?.[0]?.payload?.url ?? "";
    expect((await fetch(url)).headers.get("content-type")).toBe("image/png");
    await control(test, "media/expire", { url });
    expect((await fetch(url)).status).toBe(403);
  });

  it("may have several, and a text", async () => {
    const attachments = ["image", "video", { type: "invented", payload: { x: 1 } }];
    const event = { ...messenger, kind: "message", text: "look", attachments };
    const { message } = await eventOf(test, event);
    expect(message?.text).toBe("look");
    expect(message?.attachments?.map(({ type }) => type)).toEqual(["image", "video", "invented"]);
  });

  it("is impossible where the platform has none of its kind, or with nothing in it", async () => {
    expect(await whyNot(test, { ...instagram, kind: "location" })).toContain("no attachment like");
    expect(await whyNot(test, { ...messenger, kind: "story_mention" })).toContain("no attachment");
    expect(await whyNot(test, { ...messenger, kind: "unsupported" })).toContain("no unsupported");
    expect(await whyNot(test, { ...messenger, kind: "text" })).toContain("needs a text");
    expect(await whyNot(test, { ...messenger, kind: "hologram" })).toContain("kind");
  });
});

describe("a message", () => {
  it("replies to another, or to a story", async () => {
    const { mid } = await happen(test, { ...messenger, kind: "text", text: "one" });
    const reply = { ...messenger, kind: "text", text: "two", reply_to: mid };
    expect((await eventOf(test, reply)).message).toMatchObject({ text: "two", reply_to: { mid } });
    const story = { ...instagram, kind: "story_reply", text: "nice" };
    expect((await eventOf(test, story)).message).toMatchObject({
      text: "nice",
      reply_to: { story: { id: expect.any(String), url: expect.stringContaining("/media/") } },
    });
  });

  it("tells of an ad, a product, commands, and of what Instagram cannot show", async () => {
    const text = { ...messenger, kind: "text", text: "hi" };
    expect((await eventOf(test, { ...text, referral: "ad" })).message).toMatchObject({
      referral: { source: "ADS", ads_context_data: { ad_title: expect.any(String) } },
    });
    expect((await eventOf(test, { ...text, referral: "product" })).message).toMatchObject({
      referral: { product: { id: expect.any(String) } },
    });
    expect((await eventOf(test, { ...text, commands: ["flights"] })).message).toMatchObject({
      commands: [{ name: "flights" }],
    });
    const { message } = await eventOf(test, { ...instagram, kind: "unsupported" });
    expect(message).toEqual({ mid: expect.any(String), is_unsupported: true });
  });

  it("says nothing of its ad to a page that does not listen to referrals", async () => {
    const fields = { subscribed_fields: "messages,message_echoes" };
    await graphPost(test, `${shoePage}/subscribed_apps`, pageToken, fields);
    const text = { ...messenger, kind: "text", text: "hi" };
    expect((await eventOf(test, { ...text, referral: "ad" })).message).not.toHaveProperty(
      "referral",
    );
    await connectWholly(test);
  });

  it("is a tapped quick reply, which is offered until the page's next message", async () => {
    const { person_id } = await happen(test, { ...messenger, kind: "text", text: "hi" });
    const quick_replies = [
      { content_type: "text", title: "Blue", payload: "COLOR_BLUE" },
      { content_type: "user_email" },
    ];
    await answer(person_id, { text: "Which colour?", quick_replies });
    const tap = { ...messenger, kind: "quick_reply", title: "Blue" };
    expect((await eventOf(test, tap)).message).toMatchObject({
      text: "Blue",
      quick_reply: { payload: "COLOR_BLUE" },
    });
    const email = { ...messenger, kind: "quick_reply", title: "ines.calderon@example.com" };
    expect((await eventOf(test, email)).message).toMatchObject({
      text: "ines.calderon@example.com",
      quick_reply: { payload: "ines.calderon@example.com" },
    });
    await answer(person_id, { text: "Thanks" });
    expect(await whyNot(test, tap)).toContain("no quick reply Blue");
  });
});

describe("an echo", () => {
  it.each([
    ["app", 489203716640215],
    ["human", 263902037430900],
    ["ours", 1517776481860111],
  ])("by %s names its app on Messenger only", async (by, app_id) => {
    const echo = { kind: "echo", by, text: "I take over" };
    expect((await eventOf(test, { ...messenger, ...echo })).message).toMatchObject({
      is_echo: true,
      app_id,
      text: "I take over",
    });
    const { message, sender } = await eventOf(test, { ...instagram, ...echo });
    expect(message).toEqual({ mid: expect.any(String), is_echo: true, text: "I take over" });
    expect(sender).toEqual({ id: shoeInstagram });
  });

  it("holds attachments, with fields beside the payload and uploads by number", async () => {
    const attachments = [
      "image",
      "template_button",
      "template_outside",
      "template_media",
      "fallback_outside",
    ];
    const { message } = await eventOf(test, { ...messenger, kind: "echo", attachments });
    expect(message?.attachments).toMatchObject([
      { type: "image", ...withUrl },
      { type: "template", payload: { template_type: "button" } },
      { type: "template", title: "Winter boots", url: expect.any(String) },
      { payload: { elements: [{ attachment_id: 102938475610293 }] } },
      { type: "fallback", title: "Winter boots" },
    ]);
    expect(message?.attachments?.[2]).not.toHaveProperty("payload");
  });
});

async function answer(id: string, message: object): Promise<string> {
  const sent = await graphPost(test, "me/messages", pageToken, {
    recipient: { id },
    messaging_type: "RESPONSE",
    message,
  });
  expect(sent.status).toBe(200);
  return (sent.body as { message_id: string }).message_id;
}
