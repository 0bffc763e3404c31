import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectShoes, control, shoePage } from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { holdClock } from "#sandbox/testing/hold-clock.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeEach(async () => {
  test = await startTestSandbox();
  await connectShoes(test);
});
afterEach(() => test.stop());

describe("a delivery", () => {
  it("is held as long as told, each for itself", async () => {
    const goTo = holdClock();
    await control(test, "settings", { delay_deliveries_ms: 300 });
    await write("ines", "one");
    await write("ines", "two");
    goTo(299);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(test.received).toEqual([]);
    goTo(300);
    await eventually(() => expect(texts()).toEqual(["one", "two"]));
  });

  it("that is refused holds back its person's later ones, and nobody else's", async () => {
    test.answer.status = 503;
    await write("ines", "one");
    await write("ines", "two");
    await eventually(() => expect(test.received.length).toBeGreaterThan(0));
    await write("tom", "three");
    await eventually(() => expect(texts()).toContain("three"));
    expect(texts()).not.toContain("two");
    test.answer.status = 200;
    await eventually(() => expect(texts()).toContain("two"));
    expect(texts().lastIndexOf("one")).toBeLessThan(texts().indexOf("two"));
  });

  it("is given up after the time, or when the page is unsubscribed meanwhile", async () => {
    test.answer.status = 503;
    await control(test, "settings", { give_up_after_ms: 100 });
    await write("ines", "one");
    await eventually(async () => expect(await stats()).toMatchObject({ given_up: 1 }));
    await control(test, "settings", { give_up_after_ms: 60_000 });
    await write("ines", "two");
    await control(test, "unsubscribe", { page_id: shoePage });
    await eventually(async () => expect(await stats()).toMatchObject({ given_up: 2, pending: 0 }));
  });
});

it("what became of deliveries is counted", async () => {
  const one = await write("ines", "one", true);
  test.answer.status = 503;
  const two = await write("tom", "two", true);
  expect(await stats()).toMatchObject({
    acknowledged: 1,
    pending: 1,
    given_up: 0,
    statuses: { 200: 1, 503: 1 },
    p50_ms: expect.any(Number),
    p99_ms: expect.any(Number),
    slowest_ms: expect.any(Number),
  });
  expect(await stats()).not.toHaveProperty("mids");
  expect(await stats("?mids=1")).toMatchObject({ mids: [one], echo_mids: [] });
  test.answer.status = 200;
  await eventually(async () => expect(await stats("?mids=1")).toMatchObject({ mids: [one, two] }));
  const echo = { account_id: shoePage, person: "ines", text: "x", mid: "m_echo", wait: true };
  await control(test, "echo", echo);
  expect(await stats("?mids=1")).toMatchObject({ mids: [one, two], echo_mids: ["m_echo"] });
});

async function write(person: string, text: string, wait = false): Promise<string> {
  const message = { account_id: shoePage, person, text, wait };
  return ((await control(test, "messages", message)) as { mid: string }).mid;
}

function stats(query = "") {
  return control(test, `deliveries${query}`);
}

function texts(): string[] {
  return test.received.flatMap(({ body }) => {
    const parsed = JSON.parse(body) as { entry: { messaging: { message: { text: string } }[] }[] };
    return parsed.entry.flatMap((entry) => entry.messaging.map((event) => event.message.text));
  });
}
