import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { control } from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeAll(async () => {
  test = await startTestSandbox();
});
afterAll(() => test.stop());

describe("the media host", () => {
  it.each([
    ["picture.png", "image/png", "89504e470d0a1a0a"],
    ["moving.gif", "image/gif", "474946383961"],
    ["voice.mp3", "audio/mpeg", "fffb"],
    ["voice.wav", "audio/wav", "52494646"],
    ["clip.mp4", "video/mp4", "0000001c667479706973"],
    ["paper.pdf", "application/pdf", "255044462d"],
  ])("serves %s as what it is", async (file, type, start) => {
    const response = await fetch(await urlOf(file));
    expect(response.headers.get("content-type")).toBe(type);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString("hex").slice(0, start.length)).toBe(start);
    expect(bytes.length).toBeLessThan(20_000);
  });

  it("refuses an address that nobody signed, or that says something else than was signed", async () => {
    const url = new URL(await urlOf("picture.png"));
    expect((await fetch(`${url.origin}${url.pathname}`)).status).toBe(403);
    url.searchParams.set("oe", "FFFFFFFFFFF");
    expect((await fetch(url)).status).toBe(403);
  });

  it("refuses an address after its time", async () => {
    await control(test, "settings", { media_lives_ms: 0 });
    expect((await fetch(await urlOf("picture.png"))).status).toBe(403);
    await control(test, "settings", { media_lives_ms: 60_000 });
    expect((await fetch(await urlOf("picture.png"))).status).toBe(200);
  });

  it("lets one address end, or all that were given out", async () => {
    const [one, other] = [await urlOf("picture.png"), await urlOf("picture.png")];
    await control(test, "media/expire", { url: one, status: 410 });
    expect((await fetch(one)).status).toBe(410);
    expect((await fetch(other)).status).toBe(200);
    await control(test, "media/expire", {});
    expect((await fetch(other)).status).toBe(403);
    expect((await fetch(await urlOf("picture.png"))).status).toBe(200);
  });
});

async function urlOf(file: string): Promise<string> {
  return ((await control(test, `media/${file}`)) as { url: string }).url;
}
