import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  connectShoes,
  control,
  graphGet,
  logIn,
  outletPage,
  shoePage,
  walkPages,
} from "#sandbox/testing/connect.ts";
import { holdClock } from "#sandbox/testing/hold-clock.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
let pageToken: string;
let outletToken: string;
let personId: string;
beforeAll(async () => {
  test = await startTestSandbox();
  pageToken = await connectShoes(test);
  outletToken = (await walkPages(test, await logIn(test))).get(outletPage) ?? "";
  const message = { account_id: shoePage, person: "ines", text: "hi" };
  personId = ((await control(test, "messages", message)) as { person_id: string }).person_id;
});
afterEach(async () => {
  await control(test, "settings", { rate_limits: {}, usage_by_page: {} });
  test.sandbox.counts.whileLimited = {};
});
afterAll(() => test.stop());

describe("a limited page", () => {
  it("is refused its sending, with the minutes until it may again, and every try is counted", async () => {
    await limit({ code: 613, regain_minutes: 3, retry_after: 9 });
    for (let index = 0; index < 2; index += 1) {
      const answer = await send();
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 613 } } });
      expect(answer.headers.get("retry-after")).toBe("9");
      expect(usageIn(answer.headers)).toMatchObject({
        [shoePage]: [{ call_count: 100, estimated_time_to_regain_access: 3 }],
      });
    }
    expect((await graphGet(test, "me", pageToken)).status).toBe(200);
    expect((await graphGet(test, "me", outletToken)).status).toBe(200);
    expect(await verdict()).toMatchObject({ calls_while_limited: { [shoePage]: 2 } });
  });

  it.each([
    [32, 400],
    [80006, 400],
    [4, 403],
  ])("may hear code %i with status %i", async (code, http) => {
    await limit({ code, http });
    expect(await send()).toMatchObject({ status: http, body: { error: { code } } });
  });

  it("is free again when the time is over, later if it kept calling", async () => {
    const goTo = holdClock();
    await limit({ code: 613, for_ms: 200 });
    const refused = await send();
    expect(refused.status).toBe(400);
    expect(usageIn(refused.headers)).toMatchObject({
      [shoePage]: [{ estimated_time_to_regain_access: 1 }],
    });
    goTo(200);
    expect((await send()).status).toBe(200);
    await limit({ code: 613, for_ms: 200, extend_by_ms: 400 });
    expect((await send()).status).toBe(400);
    goTo(799);
    expect((await send()).status).toBe(400);
    goTo(1_200);
    expect((await send()).status).toBe(200);
  });

  it("may send some per second", async () => {
    holdClock();
    await limit({ code: 613, allow_per_second: 3 });
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  it("may be refused everything", async () => {
    await limit({ code: 80006, scope: "all" });
    expect((await graphGet(test, "me", pageToken)).body).toMatchObject({ error: { code: 80006 } });
    expect((await graphGet(test, "me", outletToken)).status).toBe(200);
  });
});

it("a limited app is refused for every page", async () => {
  await control(test, "settings", { rate_limits: { app: { code: 4 } } });
  for (const token of [pageToken, outletToken]) {
    const answer = await graphGet(test, "me", token);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 4 } } });
    expect(JSON.parse(answer.headers.get("x-app-usage") ?? "")).toMatchObject({ call_count: 100 });
  }
});

it("usage is told per page", async () => {
  await control(test, "settings", { usage_by_page: { [shoePage]: 85 } });
  const usage = usageIn((await graphGet(test, "me", pageToken)).headers);
  expect(usage).toMatchObject({ [shoePage]: [{ call_count: 85 }] });
  const other = usageIn((await graphGet(test, "me", outletToken)).headers);
  expect(other).toMatchObject({ [outletPage]: [{ call_count: 1 }] });
});

function limit(page: object) {
  return control(test, "settings", { rate_limits: { page: { [shoePage]: page } } });
}

async function send() {
  const response = await fetch(`${test.url}/graph/v25.0/me/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${pageToken}` },
    body: JSON.stringify({
      recipient: { id: personId },
      messaging_type: "RESPONSE",
      message: { text: "x" },
    }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

function usageIn(headers: Headers): unknown {
  return JSON.parse(headers.get("x-business-use-case-usage") ?? "");
}

function verdict() {
  return control(test, "verdict");
}
