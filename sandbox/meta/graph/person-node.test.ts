import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  control,
  errorOf,
  graphGet,
  logIn,
  outletPage,
  shoeInstagram,
  shoePage,
  usualScope,
  walkPages,
} from "#sandbox/testing/connect.ts";
import { connectWholly, happen } from "#sandbox/testing/play.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

const messengerFields = "first_name,last_name,name,profile_pic";
const instagramFields = "name,username,profile_pic,follower_count,is_user_follow_business";

let test: TestSandbox;
let token: string;
let psid: string;
let igsid: string;
beforeAll(async () => {
  test = await startTestSandbox();
  token = await connectWholly(test);
  psid = (await happen(test, { account_id: shoePage, kind: "text", text: "hi" })).person_id;
  igsid = (await happen(test, { account_id: shoeInstagram, kind: "text", text: "hi" })).person_id;
});
beforeEach(() => control(test, "settings", { profiles: {}, media_lives_ms: 60_000 }));
afterAll(() => test.stop());

describe("a customer's profile", () => {
  it("has a name and a picture that can be loaded until its time is over", async () => {
    const onMessenger = (await show(psid, messengerFields)).body as { profile_pic: string };
    expect(onMessenger).toMatchObject({
      first_name: "Inés",
      last_name: "Calderón",
      name: "Inés Calderón",
      id: psid,
    });
    const onInstagram = (await show(igsid, instagramFields)).body;
    expect(onInstagram).toMatchObject({
      name: "Inés Calderón",
      username: "ines.calderon",
      follower_count: 214,
    });
    const picture = await fetch(onMessenger.profile_pic);
    expect(picture.status).toBe(200);
    expect(picture.headers.get("content-type")).toBe("image/png");
    await control(test, "media/expire", {});
    expect((await fetch(onMessenger.profile_pic)).status).toBe(403);
  });

  it("is empty or bare where the app may not see it or the person never filled it in", async () => {
    await control(test, "settings", { profiles: { [psid]: "empty", "*": "bare" } });
    expect(await show(psid, messengerFields)).toMatchObject({ status: 200, body: {} });
    expect(Object.keys((await show(psid, messengerFields)).body as object)).toEqual([]);
    expect((await show(igsid, "name,username,profile_pic")).body).toEqual({
      username: "ines.calderon",
      id: igsid,
    });
  });

  it.each([
    ["no_profile", [400, 100, 2018218]],
    ["no_permission", [403, 200, 2018247]],
    ["no_consent", [400, 230, undefined]],
  ])("is refused: %s", async (kind, refusal) => {
    await control(test, "settings", { profiles: { "*": kind } });
    expect(errorOf(await show(psid, messengerFields))).toEqual(refusal);
    expect(errorOf(await show(igsid, instagramFields))).toEqual(refusal);
  });

  it("is refused of who never wrote, and to another page", async () => {
    const { accounts } = (await control(test, "state")) as {
      accounts: { id: string; people: Record<string, string> }[];
    };
    const idAt = (id: string) => accounts.find((account) => account.id === id)?.people.amina ?? "";
    expect(errorOf(await show(idAt(shoePage), messengerFields))).toEqual([400, 100, 33]);
    expect(errorOf(await show(idAt(shoeInstagram), instagramFields))).toEqual([
      400,
      230,
      undefined,
    ]);
    const other = (await walkPages(test, await logIn(test))).get(outletPage);
    expect(errorOf(await graphGet(test, `${psid}?fields=name`, other))).toEqual([400, 100, 33]);
  });

  it("of Instagram needs instagram_basic too", async () => {
    await logIn(test, { scope: usualScope.replace("instagram_basic,", "") });
    expect(errorOf(await show(igsid, instagramFields))).toEqual([403, 10, undefined]);
    await logIn(test);
  });
});

function show(id: string, fields: string) {
  return graphGet(test, `${id}?fields=${fields}`, token);
}
