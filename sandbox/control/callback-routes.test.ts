import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forgeries } from "#sandbox/meta/delivery/signed-request.ts";
import { connectShoes, control } from "#sandbox/testing/connect.ts";
import {
  startTestSandbox,
  type TestSandbox,
  testSecret,
} from "#sandbox/testing/start-test-sandbox.ts";

type Told = { id: number; status: number | null; body: string; sent: string };

let test: TestSandbox;
beforeEach(async () => {
  test = await startTestSandbox();
});
afterEach(() => test.stop());

describe("a callback about a person", () => {
  it.each(["deauthorize", "data-deletion"])(
    "%s is a signed form, answered as the app answers",
    async (path) => {
      const told = (await control(test, path, { user: "noor" })) as Told;
      expect(told).toMatchObject({ status: 200, body: "EVENT_RECEIVED", json: null });
      const [heard] = test.received;
      expect(heard).toMatchObject({
        path: `/api/facebook/${path}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect(payloadOf(heard?.body)).toMatchObject({ user_id: "10172935518204476" });
    },
  );

  it("may be sent again, byte for byte", async () => {
    const { id, sent } = (await control(test, "data-deletion", {})) as Told;
    await control(test, "deauthorize", { user_id: "1" });
    expect(await control(test, "callbacks/replay", { id })).toMatchObject({ id, sent });
    expect(test.received[2]).toMatchObject({ body: sent, path: "/api/facebook/data-deletion" });
  });

  it.each(forgeries)("forged by %s does not hold", async (forge) => {
    const { sent } = (await control(test, "deauthorize", { forge })) as Told;
    expect(payloadOf(sent)).toBeNull();
  });

  it("comes with the removal of the app when that is wanted", async () => {
    await connectShoes(test);
    const removed = await control(test, "users/remove-app", { deauthorize: true });
    expect(removed).toMatchObject({ callback: { status: 200 } });
    expect(payloadOf(test.received[0]?.body)).toMatchObject({ user_id: "10161482093847561" });
  });
});

/** What a careful app believes; null for nothing. */
function payloadOf(body: string | undefined): unknown {
  const [signature, payload = ""] = (new URLSearchParams(body).get("signed_request") ?? "").split(
    ".",
  );
  const expected = createHmac("sha256", testSecret).update(payload).digest("base64url");
  if (signature !== expected) return null;
  try {
    const read = JSON.parse(Buffer.from(payload, "base64url").toString());
    return read.algorithm === "HMAC-SHA256" && typeof read.user_id === "string" ? read : null;
  } catch {
    return null;
  }
}
