import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connectShoes,
  control,
  graphPost,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testSecret,
} from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;

beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
});
afterAll(() => test.stop());

describe("a customer writes and the page answers", () => {
  it("delivers a Messenger message signed over its escaped bytes", async () => {
    test.received.length = 0;
    const written = await control(test, "messages", {
      account_id: shoePage,
      person: "lena",
      text: "Привет https://x.test/",
      wait: true,
    });
    expect(written).toMatchObject({ delivery: { status: 200 }, note: null });
    const [delivery] = test.received;
    expect(delivery?.body).toContain("\\u041f\\u0440");
    expect(delivery?.body).toContain("https:\\/\\/x.test\\/");
    const digest = createHmac("sha256", testSecret)
      .update(delivery?.body ?? "")
      .digest("hex");
    expect(delivery?.headers["x-hub-signature-256"]).toBe(`sha256=${digest}`);
    const { person_id, mid } = written as { person_id: string; mid: string };
    expect(JSON.parse(delivery?.body ?? "")).toMatchObject({
      object: "page",
      entry: [{ id: shoePage, messaging: [{ sender: { id: person_id }, message: { mid } }] }],
    });
  });

  it("echoes what the page sends, with app id and metadata, and reports it delivered", async () => {
    test.received.length = 0;
    const personId = test.sandbox.threads.values().next().value?.personId ?? "";
    const sent = await graphPost(test, "me/messages", pageToken, {
      recipient: { id: personId },
      messaging_type: "RESPONSE",
      message: { text: "Здравствуйте", metadata: "out-1" },
    });
    expect(sent).toMatchObject({ status: 200, body: { recipient_id: personId } });
    await eventually(() => expect(test.received).toHaveLength(2));
    expect(eventsOf(test)).toMatchObject([
      { message: { is_echo: true, app_id: 1517776481860111, metadata: "out-1" } },
      { delivery: { mids: [(sent.body as { message_id: string }).message_id] } },
    ]);
  });

  it("delivers Instagram through the instagram object, its echo without app id and metadata", async () => {
    test.received.length = 0;
    const written = await control(test, "messages", {
      account_id: shoeInstagram,
      person: "ines",
      text: "hi",
      wait: true,
    });
    const { person_id } = written as { person_id: string };
    await graphPost(test, `${shoePage}/messages`, pageToken, {
      recipient: JSON.stringify({ id: person_id }),
      message: JSON.stringify({ text: "hello", metadata: "out-2" }),
    });
    await eventually(() => expect(test.received).toHaveLength(2));
    expect(JSON.parse(test.received[0]?.body ?? "")).toMatchObject({
      object: "instagram",
      entry: [{ id: shoeInstagram }],
    });
    const echo = eventsOf(test)[1] as { message: Record<string, unknown> };
    expect(Object.keys(echo.message).sort()).toEqual(["is_echo", "mid", "text"]);
  });

  it("delivers again until the answer is 200", async () => {
    test.received.length = 0;
    test.answer.status = 503;
    const written = await control(test, "messages", {
      account_id: shoePage,
      person: "tom",
      text: "hello",
      wait: true,
    });
    expect(written).toMatchObject({ delivery: { status: 503 } });
    test.answer.status = 200;
    await eventually(() => expect(test.received).toHaveLength(2));
    expect(test.received[1]?.body).toBe(test.received[0]?.body);
    const log = (await control(test, "log?server=webhook")) as { attempt: number }[];
    expect(log.at(-1)?.attempt).toBe(2);
  });
});

function eventsOf(from: TestSandbox): unknown[] {
  return from.received.flatMap(({ body }) => {
    const parsed = JSON.parse(body) as { entry: { messaging: unknown[] }[] };
    return parsed.entry.flatMap((entry) => entry.messaging);
  });
}
