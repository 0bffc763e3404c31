import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectShoes, control, graphGet, graphPost } from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";
import { beginCall, type Call, createCallLog, findCalls, noteResponse } from "./call-log.ts";

describe("the log in memory", () => {
  it("keeps the last 300,000 calls and finds them by seq", () => {
    const log = createCallLog();
    for (let index = 0; index < 400_000; index += 1) begin(log, index % 2 ? "/a" : "/b");
    expect(log.calls.length).toBeGreaterThanOrEqual(300_000);
    expect(log.calls.length).toBeLessThan(331_000);
    const found = [...findCalls(log, { since: 399_990, path: "a" })];
    expect(found.map((call) => call.seq)).toEqual([399_992, 399_994, 399_996, 399_998, 400_000]);
    expect(findCalls(log, { since: 0 }).next().value?.seq).toBe(log.calls[0]?.seq);
  });

  it("lets the oldest bodies go before they fill the memory, never the calls", () => {
    const log = createCallLog();
    for (let index = 0; index < 300; index += 1) {
      noteResponse(log, begin(log, "/a"), { size: 1_000_000, show: () => index });
    }
    expect(log.calls).toHaveLength(300);
    expect(log.calls[0]?.response).toBeNull();
    expect(log.calls.at(-1)?.response?.show()).toBe(299);
    expect(log.size).toBeLessThanOrEqual(250_000_000);
  });
});

describe("the log of a running sandbox", () => {
  let test: TestSandbox;
  let token: string;
  beforeAll(async () => {
    test = await startTestSandbox();
    token = await connectShoes(test);
  });
  afterAll(() => test.stop());

  it("has bodies, unless it is told to leave them out", async () => {
    const since = test.sandbox.log.lastSeq;
    await graphGet(test, "me?fields=id", token);
    await control(test, "settings", { log_bodies: false });
    await graphGet(test, "me?fields=id", token);
    await control(test, "settings", { log_bodies: true });
    const calls = (await control(test, `log?since=${since}`)) as Record<string, unknown>[];
    expect(calls.map((call) => call.response)).toEqual([{ id: expect.any(String) }, null]);
    expect(calls[1]).toMatchObject({ status: 200, request: { query: { fields: "id" } } });
    const bare = (await control(test, `log?since=${since}&bodies=0`)) as object[];
    expect(Object.keys(bare[0] ?? {})).not.toContain("response");
  });

  it("leaves out what was sent, too", async () => {
    const since = test.sandbox.log.lastSeq;
    for (const log_bodies of [true, false]) {
      await control(test, "settings", { log_bodies });
      await graphPost(test, "me/nope", token, { a: 1 });
    }
    await control(test, "settings", { log_bodies: true });
    expect(await control(test, `log?since=${since}`)).toMatchObject([
      { request: { body: { a: 1 } } },
      { request: { body: null } },
    ]);
  });

  it("counts instead of listing", async () => {
    const since = test.sandbox.log.lastSeq;
    for (const path of ["me", "me", "nope"]) await graphGet(test, path, token);
    expect(await control(test, `log/count?server=graph&since=${since}`)).toEqual({
      count: 3,
      statuses: { 200: 2, 400: 1 },
    });
  });

  it("is one JSON array, whether there is nothing in it or much", async () => {
    expect(await control(test, "log?path=nowhere")).toEqual([]);
    for (let index = 0; index < 1000; index += 1) begin(test.sandbox.log, "/many");
    expect(await control(test, "log?path=many")).toHaveLength(1000);
  });
});

function begin(log: Parameters<typeof beginCall>[0], path: string): Call {
  return beginCall(log, { server: "graph", method: "GET", path, request: null });
}
