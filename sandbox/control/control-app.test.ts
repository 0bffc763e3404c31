import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectShoes, control, graphGet, shoePage } from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeEach(async () => {
  test = await startTestSandbox();
  await connectShoes(test);
});
afterEach(() => test.stop());

describe("deliveries by setting", () => {
  it("are doubled", async () => {
    await control(test, "settings", { duplicate_deliveries: 2 });
    await write("ines", "one");
    expect(new Set(test.received.map(({ body }) => body)).size).toBe(1);
    expect(test.received).toHaveLength(3);
  });

  it("are turned round", async () => {
    await control(test, "settings", { reorder_deliveries: true });
    for (const text of ["one", "two", "three"]) await write("ines", text, false);
    await eventually(() => expect(textsOf()).toEqual(["three", "two", "one"]));
  });

  it("wait while paused and then come in order", async () => {
    await control(test, "settings", { webhooks_paused: true });
    for (const text of ["one", "two"]) await write("ines", text, false);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(test.received).toHaveLength(0);
    await control(test, "settings", { webhooks_paused: false });
    await eventually(() => expect(textsOf()).toEqual(["one", "two"]));
  });

  it("never come when dropped, though the conversation has them", async () => {
    await control(test, "settings", { webhooks_dropped: true });
    expect(await write("ines", "one")).toMatchObject({ note: "webhooks_dropped is on" });
    const token = [...test.sandbox.tokens.tokens.values()].find((each) => each.pageId === shoePage);
    const path = "me/conversations?platform=messenger&fields=messages{message,from,created_time}";
    expect((await graphGet(test, path, token?.value)).body).toMatchObject({
      data: [{ messages: { data: [{ message: "one" }] } }],
    });
  });

  it("stop when the page is unsubscribed", async () => {
    await control(test, "unsubscribe", { page_id: shoePage });
    expect(await write("ines", "one")).toMatchObject({
      delivery: null,
      note: "the page has no subscribed_apps",
    });
  });
});

describe("control", () => {
  it("posts any body, as often and as wide as asked, signed over what is sent", async () => {
    const body = { object: "page", entry: [{ id: "1", text: "ä/" }] };
    const results = await control(test, "deliver", { body, repeat: 5, concurrency: 3 });
    expect(results).toHaveLength(5);
    expect(test.received[0]?.body).toContain("\\u00e4\\/");
    await control(test, "deliver", {
      body: "not json",
      headers: { "X-Hub-Signature-256": "sha256=00" },
    });
    expect(test.received.at(-1)).toMatchObject({
      body: "not json",
      headers: { "x-hub-signature-256": "sha256=00" },
    });
  });

  it("knows every person under the ids of every account", async () => {
    const state = (await control(test, "state")) as {
      pages: unknown[];
      accounts: { id: string; people: Record<string, string> }[];
    };
    expect(state.pages).toHaveLength(13);
    const ids = state.accounts.flatMap((account) => Object.values(account.people));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refuses settings that do not exist", async () => {
    const response = await fetch(`${test.url}/control/settings`, {
      method: "POST",
      body: JSON.stringify({ cop: "unsafe-none" }),
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("cop");
  });

  it("forgets what was still to be delivered when reset", async () => {
    await control(test, "settings", { webhooks_paused: true });
    for (const text of ["one", "two"]) await write("ines", text, false);
    await control(test, "reset", {});
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(test.received).toHaveLength(0);
  });

  it("resets to an empty log, no login and no subscription", async () => {
    await write("ines", "one");
    await control(test, "reset", {});
    expect(await control(test, "log")).toEqual([]);
    expect(await control(test, "state")).toMatchObject({
      subscriptions: { pages: {} },
      grant: { page_ids: [] },
    });
  });
});

function write(person: string, text: string, wait = true) {
  return control(test, "messages", { account_id: shoePage, person, text, wait });
}

function textsOf(): string[] {
  return test.received.flatMap(({ body }) => {
    const parsed = JSON.parse(body) as { entry: { messaging: { message: { text: string } }[] }[] };
    return parsed.entry.flatMap((entry) => entry.messaging.map((event) => event.message.text));
  });
}
