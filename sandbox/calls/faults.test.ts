import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectShoes, control, graphPost, shoePage } from "#sandbox/testing/connect.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
let personId: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  const message = { account_id: shoePage, person: "ines", text: "hi" };
  personId = ((await control(test, "messages", message)) as { person_id: string }).person_id;
});
afterEach(() => fetch(`${test.url}/control/faults`, { method: "DELETE" }));
afterAll(() => test.stop());

describe("a fault", () => {
  it("answers as Meta, as often as told, and only where told", async () => {
    await spoil({
      kind: "graph-error",
      code: 613,
      subcode: 2534040,
      count: 2,
      path: "/messages$",
      method: "post",
    });
    expect((await graphPost(test, "me/nope", pageToken, {})).status).toBe(400);
    for (const status of [403, 403, 200]) expect((await send("x")).status).toBe(status);
  });

  it("cuts the line before or after the effect", async () => {
    await spoil({ kind: "reset-before", count: 1 });
    await expect(send("lost")).rejects.toThrow();
    await spoil({ kind: "reset-after", count: 1 });
    await expect(send("kept")).rejects.toThrow();
    const texts = test.sandbox.threads
      .values()
      .next()
      .value?.bubbles.map((bubble) => bubble.text);
    expect(texts).not.toContain("lost");
    expect(texts).toContain("kept");
  });

  it("keeps silent until the caller gives up", async () => {
    await spoil({ kind: "hang", count: 1 });
    const waiting = fetch(`${test.url}/graph/me`, { signal: AbortSignal.timeout(100) });
    await expect(waiting).rejects.toThrow(/timeout/i);
  });

  it.each([
    [{ kind: "html" }, 502, /^<!DOCTYPE/],
    [{ kind: "invalid-json" }, 200, /^\{"data":\[\{"id":"10$/],
    [{ kind: "empty" }, 200, /^$/],
    [{ kind: "status", status: 503, headers: { "retry-after": "2" } }, 503, /^\{"error"/],
  ])("answers %o", async (fault, status, body) => {
    await spoil({ ...fault, count: 1 });
    const response = await fetch(`${test.url}/graph/me`);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
  });

  it("may be late and otherwise right", async () => {
    await spoil({ kind: "latency", latency_ms: 60, count: 1 });
    const startedAt = performance.now();
    expect((await send("late")).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });
});

describe("the log", () => {
  it("holds every call in order and no whole token", async () => {
    const log = (await control(test, "log?server=graph")) as { seq: number; note: string | null }[];
    expect(log.map((call) => call.seq)).toEqual(
      log.map((call) => call.seq).toSorted((a, b) => a - b),
    );
    expect(log.some((call) => call.note === "fault: reset-after")).toBe(true);
    const everything = JSON.stringify(await control(test, "log"));
    for (const token of test.sandbox.tokens.tokens.keys()) expect(everything).not.toContain(token);
    for (const code of test.sandbox.tokens.codes.keys()) expect(everything).not.toContain(code);
    expect(everything).not.toContain(test.sandbox.config.appSecret);
  });
});

function spoil(fault: object) {
  return control(test, "faults", { server: "graph", ...fault });
}

function send(text: string) {
  return graphPost(test, "me/messages", pageToken, {
    recipient: { id: personId },
    messaging_type: "RESPONSE",
    message: { text },
  });
}
