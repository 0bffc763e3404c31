import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planWriting } from "#sandbox/meta/plan-writing.ts";
import { connectShoes, control, graphPost, shoePage } from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
});
afterAll(() => test.stop());

describe("guests", () => {
  it("whose messages came in a raw body may be answered, once that body is recorded", async () => {
    const path = `guests?account_id=${shoePage}&count=40`;
    const guests = (await control(test, path)) as { person_id: string }[];
    expect(new Set(guests.map((guest) => guest.person_id)).size).toBe(40);
    const [first, second] = guests.map((guest) => guest.person_id);
    await control(test, "deliver", { body: bodyFrom(first), repeat: 5 });
    await control(test, "deliver", { body: bodyFrom(second), record: false });
    expect((await answer(first)).status).toBe(200);
    expect(await answer(second)).toMatchObject({ body: { error: { code: 10 } } });
    const query = `conversations?account_id=${shoePage}&person=guest-1`;
    const bubbles = (await control(test, query)) as { from: string }[];
    expect(bubbles.map((bubble) => bubble.from)).toEqual(["customer", "page"]);
  });
});

describe("a crowd", () => {
  it("writes in order per person, spread over the time, and says how far it is", async () => {
    // What the last test sent must not be echoed into this one's deliveries.
    await eventually(() => expect(test.received.at(-1)?.body).toContain('"delivery"'));
    test.received.length = 0;
    const crowd = { account_id: shoePage, first: 100, people: 30, messages_each: 4, over_ms: 300 };
    const startedAt = performance.now();
    const run = await start({ ...crowd, text_prefix: "Open?" });
    expect(run.mids).toBe(120);
    expect((await progress(run)).written).toBeLessThan(120);
    await eventually(async () =>
      expect(await progress(run)).toEqual({
        total: 120,
        written: 120,
        acknowledged: 120,
        all_written: true,
      }),
    );
    expect(performance.now() - startedAt).toBeGreaterThan(250);
    const texts = textsBySender();
    expect(texts.size).toBe(30);
    const orders = [...texts.values()].map((said) => said.map((text) => text.split(" ").at(-1)));
    expect(new Set(orders.map(String))).toEqual(new Set(["1,2,3,4"]));
    expect([...texts.values()].flat()).toContain("Open? guest-129 4");
  });

  it("reaches the app in batches", async () => {
    test.received.length = 0;
    const crowd = { account_id: shoePage, first: 200, people: 20, messages_each: 5, over_ms: 0 };
    const run = await start({ ...crowd, batch: 10, age_ms: 60_000 });
    await eventually(async () => expect(await progress(run)).toMatchObject({ acknowledged: 100 }));
    expect(test.received).toHaveLength(10);
    const orders = [...textsBySender().values()].map((said) => said.map((text) => text.at(-1)));
    expect(new Set(orders.map(String))).toEqual(new Set(["1,2,3,4,5"]));
    const { entry } = JSON.parse(test.received[0]?.body ?? "");
    expect(entry).toHaveLength(10);
    expect(Date.now() - entry[0].messaging[0].timestamp).toBeGreaterThan(55_000);
  });

  it("writes at the same moments for the same seed", () => {
    const plan = (seed: number) => planWriting({ people: 5, messagesEach: 5, overMs: 1000, seed });
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
    expect(plan(7).every(({ at }) => at >= 0 && at <= 1000)).toBe(true);
  });

  it("stops when the sandbox is reset", async () => {
    const other = await startTestSandbox();
    const crowd = { account_id: shoePage, people: 10, messages_each: 10, over_ms: 500 };
    await control(other, "crowd", crowd);
    await control(other, "reset", {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(other.sandbox.threads.size).toBe(0);
    await other.stop();
  });
});

type Run = { run_id: string; mids: number };

async function start(crowd: object): Promise<Run> {
  return (await control(test, "crowd", crowd)) as Run;
}

async function progress(run: Run) {
  return (await control(test, `crowd/${run.run_id}`)) as { written: number };
}

function textsBySender(): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { body } of test.received) {
    for (const { messaging } of JSON.parse(body).entry) {
      const { sender, message } = messaging[0];
      texts.set(sender.id, [...(texts.get(sender.id) ?? []), message.text]);
    }
  }
  return texts;
}

function bodyFrom(personId: string | undefined) {
  const event = {
    sender: { id: personId },
    recipient: { id: shoePage },
    timestamp: Date.now(),
    message: { mid: `m_${personId}`, text: "hi" },
  };
  return { object: "page", entry: [{ id: shoePage, time: Date.now(), messaging: [event] }] };
}

function answer(personId: string | undefined) {
  return graphPost(test, "me/messages", pageToken, {
    recipient: { id: personId },
    messaging_type: "RESPONSE",
    message: { text: "hello" },
  });
}
