import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  connectShoes,
  control,
  errorOf,
  graphPost,
  outletPage,
  shoeInstagram,
  shoePage,
  walkPages,
} from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { echoesIn } from "#sandbox/testing/read-events.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
let psid: string;
let igsid: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  psid = await write(shoePage);
  igsid = await write(shoeInstagram);
});
afterAll(() => test.stop());

const byUrl = (type: string, url: unknown, more: object = {}) => ({
  type,
  payload: { url, ...more },
});
const byId = (type: string, attachment_id: unknown) => ({ type, payload: { attachment_id } });
const files = [
  ["image", "picture.png"],
  ["audio", "voice.wav"],
  ["video", "clip.mp4"],
  ["file", "paper.pdf"],
] as const;

describe("an attachment by its address", () => {
  it.each(files)(
    "is sent as %s to both platforms, and its echo has an address of its own",
    async (type, file) => {
      const url = await urlOf(file);
      for (const id of [psid, igsid]) {
        test.received.length = 0;
        expect(await send(id, byUrl(type, url))).toMatchObject({ status: 200 });
        await eventually(() => expect(echoesIn(test)).toHaveLength(1));
        const [attachment] = echoesIn(test)[0]?.attachments ?? [];
        expect(attachment?.type).toBe(type);
        expect(attachment?.payload?.url).not.toBe(url);
        const copy = await fetch(attachment?.payload?.url ?? "");
        expect(await copy.arrayBuffer()).toEqual(await (await fetch(url)).arrayBuffer());
      }
    },
  );

  it("may say that it is to be used again, of which nothing comes", async () => {
    const answer = await send(
      psid,
      byUrl("image", "https://x.example/a.png", { is_reusable: true }),
    );
    expect(Object.keys(answer.body as object)).toEqual(["recipient_id", "message_id"]);
  });

  it.each([
    ["plain http", "http://x.example/a.png", 2018008],
    ["a private address", "https://192.168.0.4/a.png", 2018008],
    ["no address", "a.png", 2018008],
    ["a host that does not exist", "https://x.invalid/a.png", 2018008],
    ["a sandbox address that nobody signed", "http://127.0.0.1/media/files/picture.png", 2018008],
    ["a sound called an image", "https://x.example/a.mp3", 2018047],
  ])("is refused for %s", async (_, url, subcode) => {
    expect(errorOf(await send(psid, byUrl("image", url)))).toEqual([400, 100, subcode]);
  });

  it("is refused after its time, and when a video loads for too long", async () => {
    const url = await urlOf("picture.png");
    await control(test, "media/expire", { url });
    expect(errorOf(await send(psid, byUrl("image", url)))).toEqual([400, 100, 2018008]);
    const slow = byUrl("video", "https://slow.invalid/a.mp4");
    expect(errorOf(await send(psid, slow))).toEqual([400, 100, 2018294]);
  });

  it.each([
    ["image", "moving.gif"],
    ["audio", "voice.mp3"],
  ])("is refused by Instagram as %s of a format it does not take: %s", async (type, file) => {
    const url = await urlOf(file);
    expect(errorOf(await send(igsid, byUrl(type, url)))).toEqual([400, 100, 2018047]);
    expect((await send(psid, byUrl(type, url))).status).toBe(200);
  });
});

describe("several attachments", () => {
  it("are sent together to Instagram when they are images", async () => {
    const image = byUrl("image", await urlOf("picture.png"));
    const sent = await sendMessage(igsid, { attachments: [image, image] });
    expect(await echoed(sent)).toHaveLength(2);
    const video = byUrl("video", await urlOf("clip.mp4"));
    const mixed = await sendMessage(igsid, { attachments: [image, video] });
    expect(errorOf(mixed)).toEqual([400, 100, 2534015]);
    const onMessenger = await sendMessage(psid, { attachments: [image, image] });
    expect(errorOf(onMessenger)).toEqual([400, 100, undefined]);
  });
});

describe("a sticker", () => {
  it("is sent on Messenger only, and alone", async () => {
    const sent = await sendMessage(psid, { sticker_id: 369239263222822 });
    expect(await echoed(sent)).toMatchObject([
      { type: "sticker", payload: { sticker_id: 369239263222822 } },
    ]);
    const onInstagram = await sendMessage(igsid, { sticker_id: 369239263222822 });
    expect(errorOf(onInstagram)).toEqual([400, 100, 2534015]);
    const withText = await sendMessage(psid, { sticker_id: 1, text: "x" });
    expect(errorOf(withText)).toEqual([400, 100, undefined]);
  });
});

describe("an upload", () => {
  it.each(files)("of a %s is sent by its id, again and again", async (type, file) => {
    const id = await upload({ attachment: byUrl(type, await urlOf(file), { is_reusable: true }) });
    for (const _ of [1, 2]) expect((await send(psid, byId(type, id))).status).toBe(200);
  });

  it("as bytes is the very file that the customer gets", async () => {
    const bytes = Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe, 0x80]);
    const { attachment_id } = (await uploadBytes(bytes, "image/png")).body as {
      attachment_id: string;
    };
    const [attachment] = await echoed(await send(psid, byId("image", attachment_id)));
    const url = attachment?.payload?.url ?? "";
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytes);
  });

  it("for Instagram says so, and then may be a GIF", async () => {
    const attachment = byUrl("image", await urlOf("moving.gif"), { is_reusable: true });
    const id = await upload({ attachment }, "instagram");
    expect((await send(igsid, byId("image", id))).status).toBe(200);
    expect(errorOf(await send(psid, byId("image", id)))).toEqual([400, 100, 2018074]);
  });

  it("is used up by one message unless it is reusable", async () => {
    const id = await upload({ attachment: byUrl("image", await urlOf("picture.png")) });
    expect((await send(psid, byId("image", id))).status).toBe(200);
    expect(errorOf(await send(psid, byId("image", id)))).toEqual([400, 100, 2018074]);
  });

  it("is refused when it is unknown, another page's, too old, of another type, or named by a number", async () => {
    const reusable = {
      attachment: byUrl("image", await urlOf("picture.png"), { is_reusable: true }),
    };
    const id = await upload(reusable);
    expect(errorOf(await send(psid, byId("image", "1")))).toEqual([400, 100, 2018074]);
    expect(errorOf(await send(psid, byId("video", id)))).toEqual([400, 100, 2018047]);
    expect(errorOf(await send(psid, byId("image", Number(id))))).toEqual([400, 100, undefined]);
    const both = { type: "image", payload: { attachment_id: id, url: "https://x.example/a.png" } };
    expect(errorOf(await send(psid, both))).toEqual([400, 100, undefined]);
    const foreign = await graphPost(
      test,
      `${outletPage}/message_attachments`,
      await outletToken(),
      {
        message: reusable,
      },
    );
    const { attachment_id } = foreign.body as { attachment_id: string };
    expect(errorOf(await send(psid, byId("image", attachment_id)))).toEqual([400, 100, 2018074]);
    expect(await control(test, "attachments/expire", { attachment_id: id })).toEqual({
      attachments: 1,
    });
    expect(errorOf(await send(psid, byId("image", id)))).toEqual([400, 100, 2018074]);
  });

  it("is refused when it is too large, of another type than it says, or no file at all", async () => {
    const large = await uploadBytes(Buffer.alloc(8 * 1024 * 1024 + 1), "image/png");
    expect(errorOf(large)).toEqual([400, 100, 2018109]);
    expect(errorOf(await uploadBytes(Buffer.from("x"), "audio/mpeg"))).toEqual([400, 100, 2018047]);
    for (const payload of [{}, { url: "https://x.invalid/a.png" }]) {
      const refused = await graphPost(test, "me/message_attachments", pageToken, {
        message: { attachment: { type: "image", payload } },
      });
      const subcode = "url" in payload ? 2018008 : undefined;
      expect(errorOf(refused)).toEqual([400, 100, subcode]);
    }
  });

  it("for Instagram needs an account", async () => {
    const message = { attachment: byUrl("image", "https://x.example/a.png") };
    const body = { message, platform: "instagram" };
    const refused = await graphPost(test, "me/message_attachments", await outletToken(), body);
    expect(errorOf(refused)).toEqual([400, 100, 2534013]);
  });
});

/** The attachments in the echo of a sending that was taken. */
async function echoed(sent: { status: number; body: unknown }) {
  expect(sent.status).toBe(200);
  const { message_id } = sent.body as { message_id: string };
  const echo = await vi.waitUntil(() => echoesIn(test).find(({ mid }) => mid === message_id));
  return echo.attachments ?? [];
}

function send(id: string, attachment: object) {
  return sendMessage(id, { attachment });
}

function sendMessage(id: string, message: object) {
  const recipient = { id };
  return graphPost(test, "me/messages", pageToken, {
    recipient,
    messaging_type: "RESPONSE",
    message,
  });
}

async function upload(message: object, platform?: string): Promise<string> {
  const body = { message, ...(platform === undefined ? {} : { platform }) };
  const answer = await graphPost(test, `${shoePage}/message_attachments`, pageToken, body);
  expect(answer).toMatchObject({ status: 200, body: { attachment_id: expect.any(String) } });
  return (answer.body as { attachment_id: string }).attachment_id;
}

async function uploadBytes(bytes: Buffer, type: string) {
  const form = new FormData();
  const attachment = { type: "image", payload: { is_reusable: true } };
  form.set("message", JSON.stringify({ attachment }));
  form.set("filedata", new Blob([new Uint8Array(bytes)], { type }), "a.png");
  const response = await fetch(`${test.url}/graph/v25.0/${shoePage}/message_attachments`, {
    method: "POST",
    headers: { authorization: `Bearer ${pageToken}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function outletToken(): Promise<string> {
  const user = [...test.sandbox.tokens.tokens.values()].find(
    (token) => token.kind === "user" && token.isLongLived,
  );
  return (await walkPages(test, user?.value ?? "")).get(outletPage) ?? "";
}

async function urlOf(file: string): Promise<string> {
  return ((await control(test, `media/${file}`)) as { url: string }).url;
}

async function write(account_id: string): Promise<string> {
  const written = await control(test, "messages", { account_id, person: "ines", text: "hi" });
  return (written as { person_id: string }).person_id;
}
