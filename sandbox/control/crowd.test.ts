import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectShoes, control, graphPost, shoePage } from "#sandbox/testing/connect.ts";
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
