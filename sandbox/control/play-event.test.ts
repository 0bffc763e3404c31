import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  control,
  errorOf,
  graphGet,
  graphPost,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import {
  connectWholly,
  entryOf,
  eventOf,
  type Happened,
  happen,
  whyNot,
} from "#sandbox/testing/play.ts";
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
const day = 24 * 3_600_000;

describe("a customer's message", () => {
  it("is edited, at most five times, and looks so", async () => {
    const { mid } = await happen(test, { ...messenger, kind: "text", text: "one" });
    for (const number of [1, 2, 3, 4, 5]) {
      const edit = { ...messenger, kind: "edit", mid, text: `edit ${number}` };
      const heard = await eventOf(test, edit);
      expect(heard.message_edit).toEqual({ mid, text: `edit ${number}`, num_edit: number });
    }
    expect(await whyNot(test, { ...messenger, kind: "edit", mid, text: "6" })).toContain("five");
    expect(await bubbles(messenger)).toContainEqual(
      expect.objectContaining({ mid, text: "edit 5", edits: 5 }),
    );
  });

  it("is unsent on Instagram only, and gone for everybody", async () => {
    const { mid } = await happen(test, { ...instagram, kind: "text", text: "oops" });
    const { message } = await eventOf(test, { ...instagram, kind: "unsend", mid });
    expect(message).toEqual({ mid, is_deleted: true });
    expect(JSON.stringify(await bubbles(instagram))).not.toContain("oops");
    const path = "me/conversations?platform=instagram&fields=messages{message}";
    expect(JSON.stringify((await graphGet(test, path, pageToken)).body)).not.toContain("oops");
    expect(await whyNot(test, { ...messenger, kind: "unsend" })).toContain("does not tell");
  });
});

describe("a reaction", () => {
  it("shows, opens the window, and is taken back", async () => {
    const place = { ...messenger, person: "tom" };
    const old = { ...place, kind: "text", text: "hi", timestamp: Date.now() - 2 * day };
    const { person_id, mid } = await happen(test, old);
    expect(errorOf(await answer(person_id))).toEqual([400, 10, 2018278]);
    const { reaction } = await eventOf(test, { ...place, kind: "reaction", mid, reaction: "wow" });
    expect(reaction).toEqual({ mid, action: "react", reaction: "wow", emoji: "😮" });
    expect(await bubbles(place)).toMatchObject([
      { reactions: [{ from: "customer", emoji: "😮" }] },
    ]);
    expect((await answer(person_id)).status).toBe(200);
    const taken = await eventOf(test, { ...place, kind: "unreact", mid });
    expect(taken.reaction).toMatchObject({ mid, action: "unreact", reaction: "wow" });
    expect((await bubbles(place))[0]).not.toHaveProperty("reactions");
  });

  it("is taken back on Instagram without a word which it was", async () => {
    const { mid } = await happen(test, { ...instagram, kind: "text", text: "hi" });
    await happen(test, { ...instagram, kind: "reaction", mid });
    const { reaction } = await eventOf(test, { ...instagram, kind: "unreact", mid });
    expect(reaction).toEqual({ mid, action: "unreact" });
  });

  it("of the page shows too, and needs a message and a name", async () => {
    const { person_id, mid } = await happen(test, { ...messenger, kind: "text", text: "hi" });
    const react = (payload: object, sender_action = "react") =>
      graphPost(test, "me/messages", pageToken, {
        recipient: { id: person_id },
        sender_action,
        payload,
      });
    const love = { message_id: mid, reaction: "love" };
    expect((await react(love)).body).toEqual({ recipient_id: person_id });
    expect((await bubbles(messenger)).at(-1)).toMatchObject({ reactions: [{ from: "page" }] });
    expect((await react({ message_id: mid }, "unreact")).status).toBe(200);
    expect((await bubbles(messenger)).at(-1)).not.toHaveProperty("reactions");
    for (const payload of [{}, { ...love, message_id: "m_x" }, { ...love, reaction: "meh" }]) {
      expect(errorOf(await react(payload))).toEqual([400, 100, undefined]);
    }
  });
});

describe("a tap", () => {
  it("on Get Started or an ice breaker opens the window and is consent", async () => {
    const place = { ...messenger, person: "ravi" };
    const started = await eventOf(test, { ...place, kind: "get_started", referral: "link" });
    expect(started.postback).toMatchObject({
      mid: expect.stringMatching(/^m_/),
      title: "Get started",
      payload: "GET_STARTED",
      referral: { source: "SHORTLINK" },
    });
    const personId = started.sender?.id ?? "";
    expect((await answer(personId)).status).toBe(200);
    expect((await graphGet(test, personId, pageToken)).body).toMatchObject({ first_name: "Ravi" });
    const { postback } = await eventOf(test, {
      ...instagram,
      kind: "ice_breaker",
      without_mid: true,
    });
    expect(postback).toEqual({ title: expect.any(String), payload: "OPENING_HOURS" });
  });

  it("on a button that the page sent brings its payload", async () => {
    const { person_id } = await happen(test, { ...messenger, kind: "text", text: "hi" });
    const button = { type: "postback", title: "Sizes", payload: "SIZES" };
    const payload = { template_type: "button", text: "?", buttons: [button] };
    await answer(person_id, { attachment: { type: "template", payload } });
    const { postback } = await eventOf(test, { ...messenger, kind: "postback", title: "Sizes" });
    expect(postback).toMatchObject({ title: "Sizes", payload: "SIZES" });
    const unknown = { ...messenger, kind: "postback", title: "Colours" };
    expect(await whyNot(test, unknown)).toContain("no button Colours");
  });
});

describe("what else a customer does is told as", () => {
  it.each([
    ["a link", messenger, { kind: "referral" }, { referral: { source: "SHORTLINK" } }],
    [
      "a link",
      instagram,
      { kind: "referral" },
      { referral: { source: expect.stringContaining("ig.me") } },
    ],
    ["an ad", messenger, { kind: "referral", referral: "ad" }, { referral: { source: "ADS" } }],
    ["news", messenger, { kind: "optin" }, { optin: { type: "notification_messages" } }],
    [
      "no news",
      messenger,
      { kind: "optin", type: "stop" },
      { optin: { notification_messages_status: "STOP NOTIFICATIONS" } },
    ],
    ["a login", messenger, { kind: "account_linking" }, { account_linking: { status: "linked" } }],
    ["an order", messenger, { kind: "order" }, { order: { products: [{ currency: "EUR" }] } }],
    [
      "an opinion",
      messenger,
      { kind: "messaging_feedback" },
      { messaging_feedback: { feedback_screens: [{}] } },
    ],
  ])("%s: %o %o", async (_, place, event, heard) => {
    expect(await eventOf(test, { ...place, ...event })).toMatchObject(heard);
  });

  it("a box ticked elsewhere, by nobody with an id", async () => {
    const heard = await eventOf(test, { ...messenger, kind: "optin", type: "plugin" });
    expect(heard.sender).toEqual({ user_ref: expect.any(String) });
    expect(heard.optin).toMatchObject(heard.sender ?? {});
  });

  it("no code when an account is unlinked", async () => {
    const event = { ...messenger, kind: "account_linking", status: "unlinked" };
    expect((await eventOf(test, event)).account_linking).toEqual({ status: "unlinked" });
  });

  it("receipts: a watermark on Messenger, one message on Instagram", async () => {
    const own = await happen(test, { ...messenger, kind: "echo", text: "hello" });
    const delivered = await eventOf(test, { ...messenger, kind: "delivered" });
    expect(delivered.delivery).toMatchObject({ mids: [own.mid], watermark: expect.any(Number) });
    const read = await eventOf(test, { ...messenger, kind: "read" });
    expect(read.read).toEqual({ watermark: expect.any(Number) });
    expect((await bubbles(messenger)).at(-1)).toMatchObject({ read: true });
    const { mid } = await happen(test, { ...instagram, kind: "echo", text: "hello" });
    expect((await eventOf(test, { ...instagram, kind: "read" })).read).toEqual({ mid });
    const liked = await eventOf(test, { ...instagram, kind: "response_feedback" });
    expect(liked.response_feedback).toEqual({ feedback: "Good response", mid });
  });

  it("nothing at Instagram, which has no such event", async () => {
    const kinds = ["delivered", "account_linking", "policy_enforcement", "order"];
    const notes = await Promise.all(kinds.map((kind) => happen(test, { ...instagram, kind })));
    expect(notes.map(({ note }) => note)).toEqual(
      ["delivery", "account_linking", "policy_enforcement", "order"].map(
        (kind) => `Instagram has no ${kind} event`,
      ),
    );
  });
});

describe("what happens to the page is told as", () => {
  it("a warning or a block, which nobody sent", async () => {
    const block = await eventOf(test, { ...messenger, kind: "policy_enforcement" });
    expect(block).not.toHaveProperty("sender");
    expect(block.policy_enforcement).toEqual({ action: "block", reason: expect.any(String) });
    const unblock = { ...messenger, kind: "policy_enforcement", action: "unblock" };
    expect((await eventOf(test, unblock)).policy_enforcement).toEqual({ action: "unblock" });
    const roles = await eventOf(test, { ...messenger, kind: "app_roles" });
    expect(roles).not.toHaveProperty("sender");
    expect(roles.app_roles).toEqual({ "1517776481860111": ["primary_receiver"] });
  });

  it.each([
    [messenger, "feed"],
    [instagram, "comments"],
    [instagram, "mentions"],
  ])("a change: %o %s", async (place, field) => {
    const entry = await entryOf(test, { ...place, kind: "changes", field });
    expect(entry).toMatchObject({ id: place.account_id, changes: [{ field }] });
    expect(Object.keys(entry.changes?.[0]?.value ?? {})).not.toEqual([]);
    expect(entry.time).toBeLessThan(10_000_000_000);
    expect(entry).not.toHaveProperty("messaging");
  });

  it("a change of any other field, in the words given", async () => {
    const value = { label: "vip" };
    const change = { ...messenger, kind: "changes", field: "inbox_labels", value };
    expect((await entryOf(test, change)).changes).toEqual([{ field: "inbox_labels", value }]);
  });

  it("a sample of the dashboard, in both forms", async () => {
    const changes = await entryOf(test, { ...instagram, kind: "test_sample" });
    const value = {
      sender: { id: "12334" },
      timestamp: "1527459824",
      message: { mid: "random_mid" },
    };
    expect(changes).toMatchObject({ id: "0", changes: [{ field: "messages", value }] });
    const messaging = await entryOf(test, {
      ...instagram,
      kind: "test_sample",
      variant: "messaging",
    });
    expect(messaging).toMatchObject({ id: "0", messaging: [{ message: { mid: "random_mid" } }] });
    for (const { time } of [changes, messaging]) expect(time).toBeLessThan(10_000_000_000);
  });
});

describe("the thread's control", () => {
  it.each([
    [messenger, [400, 10, 2018300]],
    [instagram, [400, 100, 2534037]],
  ])("with another app: sending is refused, and ours only listens: %o", async (place, refusal) => {
    const { person_id } = await happen(test, { ...place, kind: "text", text: "hi" });
    const taken = await eventOf(test, { ...place, kind: "take_thread_control", app_id: "222" });
    expect(taken.take_thread_control).toEqual({
      previous_owner_app_id: null,
      new_owner_app_id: "222",
    });
    expect(errorOf(await answer(person_id))).toEqual(refusal);
    expect(await ownerOf(person_id)).toEqual([{ thread_owner: { app_id: "222" } }]);
    const heard = await entryOf(test, { ...place, kind: "text", text: "to the other" });
    expect(heard).not.toHaveProperty("messaging");
    expect(heard.standby).toMatchObject([{ message: { text: "to the other" } }]);
    const tapped = await entryOf(test, { ...place, kind: "get_started" });
    expect(tapped.standby?.[0]?.postback).not.toHaveProperty("payload");
    const passed = await eventOf(test, {
      ...place,
      kind: "pass_thread_control",
      metadata: "yours",
    });
    expect(passed.pass_thread_control).toEqual({
      previous_owner_app_id: "222",
      new_owner_app_id: "1517776481860111",
      metadata: "yours",
    });
    expect((await answer(person_id)).status).toBe(200);
  });

  it("is passed, asked for, taken and released by ours", async () => {
    const { person_id } = await happen(test, { ...messenger, kind: "text", text: "hi" });
    const change = (name: string, body: object = {}) =>
      graphPost(test, `${shoePage}/${name}_thread_control`, pageToken, {
        recipient: { id: person_id },
        ...body,
      });
    expect(errorOf(await change("pass"))).toEqual([400, 100, undefined]);
    expect((await change("pass", { target_app_id: "222" })).body).toEqual({ success: true });
    expect(errorOf(await answer(person_id))).toEqual([400, 10, 2018300]);
    expect(errorOf(await change("release"))).toEqual([400, 10, 2018300]);
    expect((await change("request")).body).toEqual({ success: true });
    expect((await change("take")).body).toEqual({ success: true });
    expect((await answer(person_id)).status).toBe(200);
    expect((await change("release")).body).toEqual({ success: true });
    expect(await ownerOf(person_id)).toEqual([]);
    const asked = await eventOf(test, {
      ...messenger,
      kind: "request_thread_control",
      app_id: "333",
    });
    expect(asked.request_thread_control).toEqual({ requested_owner_app_id: 333 });
    const nobody = await graphGet(test, `${shoePage}/thread_owner?recipient=1`, pageToken);
    expect(errorOf(nobody)).toEqual([400, 100, 2018001]);
  });
});

async function ownerOf(personId: string) {
  const answered = await graphGet(
    test,
    `${shoePage}/thread_owner?recipient=${personId}`,
    pageToken,
  );
  return (answered.body as { data: unknown[] }).data;
}

function answer(id: Happened["person_id"], message: object = { text: "hello" }) {
  const recipient = { id };
  return graphPost(test, "me/messages", pageToken, {
    recipient,
    messaging_type: "RESPONSE",
    message,
  });
}

async function bubbles(place: { account_id: string; person?: string }) {
  const { account_id, person = "ines" } = place;
  return (await control(
    test,
    `conversations?account_id=${account_id}&person=${person}`,
  )) as object[];
}
