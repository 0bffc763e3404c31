import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectShoes, control, graphPost, shoePage } from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { holdClock } from "#sandbox/testing/hold-clock.ts";
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
afterEach(async () => {
  await fetch(`${test.url}/control/faults`, { method: "DELETE" });
  await control(test, "settings", { graph_down: false, voice_agent_down: false });
});
afterAll(() => test.stop());

describe("a broken answer", () => {
  it("breaks off in the middle of its body, with or without effect", async () => {
    for (const effect of [false, true]) {
      await spoil({ kind: "truncated", effect, count: 1 });
      const response = await rawSend(`half ${effect}`);
      expect(response.status).toBe(200);
      expect(Number(response.headers.get("content-length"))).toBeGreaterThan(20);
      await expect(response.text()).rejects.toThrow();
      expect(texts().includes(`half ${effect}`)).toBe(effect);
    }
  });

  it("has HTML under the name of JSON, or JSON under that of HTML", async () => {
    await spoil({ kind: "wrong-type", count: 1 });
    const html = await rawSend("x");
    expect(html.headers.get("content-type")).toContain("application/json");
    expect(await html.text()).toMatch(/^<!DOCTYPE/);
    await spoil({ kind: "wrong-type", effect: true, count: 1 });
    const json = await rawSend("x");
    expect(json.headers.get("content-type")).toContain("text/html");
    expect(await json.json()).toHaveProperty("message_id");
    await spoil({ kind: "wrong-type", content_type: "text/plain", body: "[1]", count: 1 });
    const own = await rawSend("x");
    expect([own.headers.get("content-type"), await own.text()]).toEqual(["text/plain", "[1]"]);
  });

  it("comes slowly behind its headers, and is whole in the end", async () => {
    await spoil({ kind: "slow-body", latency_ms: 600_000, count: 1 });
    await (await rawSend("headers")).body?.cancel();
    await spoil({ kind: "slow-body", latency_ms: 300, count: 1 });
    const startedAt = performance.now();
    const response = await rawSend("slow");
    expect(await response.json()).toHaveProperty("message_id");
    expect(performance.now() - startedAt).toBeGreaterThan(280);
    expect(texts()).toContain("slow");
  });

  it("is huge", async () => {
    await spoil({ kind: "huge", count: 1 });
    expect((await (await rawSend("x")).text()).length).toBeGreaterThan(10_000_000);
    await spoil({ kind: "huge", bytes: 100, count: 1 });
    expect((await (await rawSend("x")).text()).length).toBeLessThan(200);
  });

  it("never comes although the call took effect", async () => {
    await spoil({ kind: "hang", effect: true, count: 1 });
    await expect(rawSend("hung", AbortSignal.timeout(200))).rejects.toThrow(/timeout/i);
    expect(texts()).toContain("hung");
  });

  it("is late after the effect", async () => {
    await spoil({ kind: "latency", effect: true, latency_ms: 1_500, count: 1 });
    let isAnswered = false;
    const sending = rawSend("held").finally(() => {
      isAnswered = true;
    });
    await eventually(() => expect(texts()).toContain("held"));
    expect(isAnswered).toBe(false);
    expect((await sending).status).toBe(200);
  });

  it("names when to come again", async () => {
    await spoil({ kind: "graph-error", code: 613, retry_after: 7, count: 1 });
    expect((await rawSend("x")).headers.get("retry-after")).toBe("7");
  });
});

describe("a fault", () => {
  it("hits a part of the calls", async () => {
    await spoil({ kind: "status", status: 418, probability: 0.5 });
    const statuses = await Promise.all(Array.from({ length: 200 }, askGraph));
    const hits = statuses.filter((status) => status === 418).length;
    expect(hits).toBeGreaterThan(50);
    expect(hits).toBeLessThan(150);
    const [fault] = (await control(test, "faults")) as { hits: number }[];
    expect(fault?.hits).toBe(hits);
    expect(await control(test, "verdict")).toMatchObject({ faults: { "graph status": hits } });
  });

  it("ends by itself, and may begin later", async () => {
    const goTo = holdClock();
    await spoil({ kind: "status", status: 418, between_ms: [150, 400] });
    expect(await askGraph()).toBe(400);
    goTo(150);
    expect(await askGraph()).toBe(418);
    goTo(400);
    expect(await askGraph()).toBe(400);
    expect(await control(test, "faults")).toEqual([]);
    await spoil({ kind: "status", status: 418, for_ms: 60 });
    goTo(459);
    expect(await askGraph()).toBe(418);
    goTo(460);
    expect(await askGraph()).toBe(400);
  });

  it("works at dm-voice-agent too", async () => {
    await spoil({ kind: "truncated", server: "voice-agent", count: 1 });
    const response = await fetch(`${test.url}/voice-agent/v1/channels`, { method: "POST" });
    await expect(response.text()).rejects.toThrow();
  });
});

describe("a server that is down", () => {
  it.each([
    ["graph_down", "/graph/me", "/voice-agent/v1/x"],
    ["voice_agent_down", "/voice-agent/v1/x", "/graph/me"],
  ])("%s resets every connection before the effect, and nothing else", async (name, at, other) => {
    await control(test, "settings", { [name]: true });
    const error = await fetch(`${test.url}${at}`).catch((caught: Error) => caught);
    expect(error).toMatchObject({ cause: { code: "ECONNRESET" } });
    expect((await fetch(`${test.url}${other}`)).status).toBeGreaterThanOrEqual(400);
    await control(test, "settings", { [name]: false });
    expect((await fetch(`${test.url}${at}`)).status).toBeGreaterThanOrEqual(400);
    const log = (await control(test, "log")) as { note: string | null; status: number | null }[];
    expect(log).toContainEqual(expect.objectContaining({ note: name, status: null }));
  });
});

function spoil(fault: object) {
  return control(test, "faults", { server: "graph", ...fault });
}

function rawSend(text: string, signal?: AbortSignal) {
  return fetch(`${test.url}/graph/v25.0/me/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${pageToken}` },
    body: JSON.stringify({
      recipient: { id: personId },
      messaging_type: "RESPONSE",
      message: { text },
    }),
    ...(signal ? { signal } : {}),
  });
}

async function askGraph(): Promise<number> {
  return (await graphPost(test, "me/nope", pageToken, {})).status;
}

function texts(): string[] {
  return [...test.sandbox.threads.values()].flatMap((thread) =>
    thread.bubbles.map((bubble) => bubble.text),
  );
}
