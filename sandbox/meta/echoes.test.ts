import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSettings } from "#sandbox/state/settings.ts";
import {
  connectShoes,
  control,
  graphPost,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
let personId: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  const message = { account_id: shoePage, person: "ines", text: "hi", wait: true };
  personId = ((await control(test, "messages", message)) as { person_id: string }).person_id;
});
beforeEach(() => {
  Object.assign(test.sandbox.settings, createSettings(), { receipts_dropped: true });
  test.received.length = 0;
});
afterAll(() => test.stop());

describe("the echo of a sending", () => {
  it("comes before the Send API answers", async () => {
    await control(test, "settings", { echo_before_answer: true });
    const sent = await send("first");
    expect(echoes()).toMatchObject([{ mid: sent.message_id, metadata: "out-1" }]);
  });

  it("is waited for no longer than a second", async () => {
    await control(test, "settings", { echo_before_answer: true, webhooks_paused: true });
    const startedAt = performance.now();
    await send("waits");
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    await control(test, "settings", { webhooks_paused: false });
    await eventually(() => expect(echoes()).toHaveLength(1));
  });

  it("comes late", async () => {
    await control(test, "settings", { echo_delay_ms: 400, receipts_dropped: false });
    const startedAt = performance.now();
    await send("late");
    await eventually(() => expect(test.received).toHaveLength(2));
    expect(performance.now() - startedAt).toBeGreaterThan(350);
    expect(echoes(test.received.slice(0, 1))).toEqual([]);
    expect(echoes()).toHaveLength(1);
    await eventually(() => expect(test.sandbox.deliveries.stats.pending).toBe(0));
  });

  it("never comes, nor does a receipt", async () => {
    await control(test, "settings", { echoes_dropped: true });
    await send("silent");
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(test.received).toEqual([]);
  });

  it("names neither app nor metadata", async () => {
    await control(test, "settings", { echo_without_metadata: true });
    await send("bare");
    await eventually(() => expect(echoes()).toHaveLength(1));
    expect(Object.keys(echoes()[0] ?? {}).sort()).toEqual(["is_echo", "mid", "text"]);
  });

  it("comes several times", async () => {
    await control(test, "settings", { echo_copies: 3 });
    await send("thrice");
    await eventually(() => expect(echoes()).toHaveLength(3));
    expect(new Set(echoes().map((echo) => echo.mid)).size).toBe(1);
  });
});

describe("a message of the page that the Send API did not send", () => {
  it("is in the conversation, and its echo names another app", async () => {
    const written = (await write({ text: "I take over", wait: true })) as { mid: string };
    expect(echoes()).toMatchObject([
      { mid: written.mid, is_echo: true, app_id: 263902037430900, text: "I take over" },
    ]);
    expect(await bubbles()).toContainEqual(
      expect.objectContaining({ mid: written.mid, from: "page", text: "I take over" }),
    );
  });

  it("may be forged: with our app, any metadata and any mid", async () => {
    await write({ text: "x", app_id: 1517776481860111, metadata: "out-1", mid: "m_x", wait: true });
    expect(echoes()).toMatchObject([{ mid: "m_x", app_id: 1517776481860111, metadata: "out-1" }]);
    test.received.length = 0;
    await write({ text: "y", app_id: null, wait: true });
    expect(echoes()[0]).not.toHaveProperty("app_id");
  });

  it("is as bare as all echoes at Instagram", async () => {
    await control(test, "messages", { account_id: shoeInstagram, person: "ines", text: "hi" });
    await write({ account_id: shoeInstagram, text: "x", metadata: "out-1", wait: true });
    expect(Object.keys(echoes()[0] ?? {}).sort()).toEqual(["is_echo", "mid", "text"]);
  });

  it("is no new one when its mid is known: the lost echo comes after all", async () => {
    await control(test, "settings", { echoes_dropped: true });
    const { message_id: mid } = await send("lost echo");
    const count = (await bubbles()).length;
    expect(await write({ mid, wait: true })).toMatchObject({ mid, is_new: false });
    expect(echoes()).toMatchObject([{ mid, metadata: "out-1", text: "lost echo" }]);
    expect(await bubbles()).toHaveLength(count);
  });

  it("needs a text or a known mid of the page", async () => {
    const [customers] = await bubbles();
    for (const wrong of [{}, { mid: "m_nobody" }, { mid: customers?.mid }]) {
      const response = await fetch(`${test.url}/control/echo`, {
        method: "POST",
        body: JSON.stringify({ account_id: shoePage, person: "ines", ...wrong }),
      });
      expect(response.status).toBe(422);
    }
  });
});

async function send(text: string) {
  const answer = await graphPost(test, "me/messages", pageToken, {
    recipient: { id: personId },
    messaging_type: "RESPONSE",
    message: { text, metadata: "out-1" },
  });
  expect(answer.status).toBe(200);
  return answer.body as { message_id: string };
}

function write(echo: Record<string, unknown>) {
  return control(test, "echo", { account_id: shoePage, person: "ines", ...echo });
}

async function bubbles() {
  const query = `conversations?account_id=${shoePage}&person=ines`;
  return (await control(test, query)) as { mid: string; from: string; text: string }[];
}

type Echo = { mid: string; is_echo?: boolean };

function echoes(received = test.received): Echo[] {
  return received.flatMap(({ body }) => {
    const parsed = JSON.parse(body) as { entry: { messaging: { message?: Echo }[] }[] };
    return parsed.entry.flatMap((entry) =>
      entry.messaging.flatMap(({ message }) => (message?.is_echo ? [message] : [])),
    );
  });
}
