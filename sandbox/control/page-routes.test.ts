import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  connectShoes,
  control,
  errorOf,
  graphGet,
  graphPost,
  logIn,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

type Written = { person_id: string; note: string | null };
type Picture = { picture: { data: { url: string } } };

let test: TestSandbox;
let token: string;
beforeEach(async () => {
  test = await startTestSandbox();
  token = await connectShoes(test);
});
afterEach(() => test.stop());

describe("a page", () => {
  it("gets another name and another picture, until the reset", async () => {
    const { picture } = (await read("picture{url}")) as Picture;
    await control(test, "pages", { page_id: shoePage, name: "Linden & Sons", new_picture: true });
    const after = (await read("name,picture{url}")) as Picture;
    expect(after).toMatchObject({ name: "Linden & Sons" });
    const pictures = [picture.data.url, after.picture.data.url];
    const [before, now] = await Promise.all(pictures.map(async (url) => (await fetch(url)).text()));
    expect(now).toContain(">LS<");
    expect(before).not.toBe(now);
    await control(test, "reset", {});
    token = await connectShoes(test);
    expect(await read("name")).toMatchObject({ name: "Linden Street Shoes" });
  });
});

describe("an Instagram account", () => {
  it("gets another username", async () => {
    await control(test, "instagram", { account_id: shoeInstagram, username: "linden.and.sons" });
    expect(await read("instagram_business_account{username}")).toMatchObject({
      instagram_business_account: { username: "linden.and.sons" },
    });
  });

  it("that allows no access to messages says so on sending, is silent, and can be granted", async () => {
    const { person_id } = await write();
    expect(errorOf(await send(person_id))[0]).toBe(200);
    await control(test, "instagram", { account_id: shoeInstagram, allows_messages: false });
    expect(errorOf(await send(person_id))).toEqual([403, 200, 2534041]);
    expect(await write()).toMatchObject({ note: expect.stringContaining("does not allow") });
    expect(await read("instagram_business_account")).toMatchObject({
      instagram_business_account: { id: shoeInstagram },
    });
    await logIn(test);
    await control(test, "instagram", { account_id: shoeInstagram, allows_messages: true });
    expect(errorOf(await send(person_id))[0]).toBe(200);
  });

  it.each([
    ["none", undefined],
    ["personal", { id: shoeInstagram }],
  ])("with the link %s is no business account of the page", async (link, connected) => {
    const { person_id } = await write();
    await control(test, "instagram", { account_id: shoeInstagram, link });
    const page = await read("instagram_business_account,connected_instagram_account");
    expect(page).toEqual({
      id: shoePage,
      ...(connected && { connected_instagram_account: connected }),
    });
    expect(errorOf(await send(person_id))).toEqual([400, 100, 2534013]);
    expect(await write()).toMatchObject({ note: expect.stringContaining("not linked") });
  });
});

async function read(fields: string): Promise<unknown> {
  return (await graphGet(test, `v25.0/me?fields=${fields}`, token)).body;
}

async function write(): Promise<Written> {
  const message = { account_id: shoeInstagram, person: "ines", text: "hi", wait: true };
  return (await control(test, "messages", message)) as Written;
}

function send(personId: string) {
  const body = { recipient: { id: personId }, message: { text: "hello" } };
  return graphPost(test, "me/messages", token, body);
}
