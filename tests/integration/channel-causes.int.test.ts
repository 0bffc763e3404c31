import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { pauseChannel } from "#lib/channels/pause-channel.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { retryChannel } from "#lib/channels/retry-channel.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { checkChannel } from "#lib/watch/check-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const OUTLET = "113520984417735";
const CAFE = "109338274650912";
const ATELIER = "102946138205577";
const BIKES = "615572039841263";

let product: Product;
let shoes: string;
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
  await connect(product);
  shoes = await register(SHOES);
});
afterAll(() => product.stop());

/** Whatever the last test did, all is well again. */
beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.tell("tokens/restore", {});
  await check();
  await workOff(product.needs);
  expect(await stateOf()).toEqual(["active", null]);
});

async function register(page_id: string): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform: "facebook", page_id });
  return "channel" in result ? result.channel.id : result.outcome;
}

async function stateOf(id = shoes): Promise<(string | null | undefined)[]> {
  const channel = await findChannelById(product.needs.db, id);
  return [channel?.status, channel?.lastError];
}

/** Whatever pause Meta has asked for before. */
async function check(): Promise<void> {
  await product.sql`delete from upstream_pauses`;
  await checkChannel(product.needs, product.viewer, shoes);
}
const fault = (server: "graph" | "voice-agent", path: string, what: Record<string, unknown>) =>
  product.control.fault({ server, path, ...what });

let guests = 500;
async function answerSomebody(): Promise<void> {
  const person = `guest-${++guests}`;
  const text = `Hello from ${person}`;
  await product.control.tell("messages", { account_id: SHOES, person, text, wait: true });
  await workOff(product.needs, { budgetMs: 3_000 });
}

describe("connecting", () => {
  test("dm-voice-agent is away: connecting, and it goes on by itself", async () => {
    await fault("voice-agent", "channels", { kind: "status", status: 503 });
    const id = await register(OUTLET);
    expect(await stateOf(id)).toEqual(["connecting", "voice-agent.unavailable"]);
    await product.control.clearFaults();
    await until("it is connected", async () => {
      await workOff(product.needs, { budgetMs: 1_000 });
      return (await stateOf(id))[0] === "active";
    });
  });

  test("dm-voice-agent refuses the channel: error, until a person tries again", async () => {
    await fault("voice-agent", "channels", { kind: "status", status: 422 });
    const id = await register(CAFE);
    expect(await stateOf(id)).toEqual(["error", "voice-agent.refused"]);
    await product.control.clearFaults();
    await retryChannel(product.needs, product.viewer, { id });
    expect(await stateOf(id)).toEqual(["active", null]);
  });

  test("Meta refuses the subscription: error, until a person tries again", async () => {
    await fault("graph", "subscribed_apps", { method: "POST", kind: "graph-error", code: 100 });
    const id = await register(ATELIER);
    expect(await stateOf(id)).toEqual(["error", "meta.refused"]);
    await product.control.clearFaults();
    await retryChannel(product.needs, product.viewer, { id });
    expect(await stateOf(id)).toEqual(["active", null]);
  });

  test("Meta refuses the token while connecting: reauthorization required, until a new one comes", async () => {
    await fault("graph", "subscribed_apps", { method: "POST", kind: "graph-error", code: 190 });
    const id = await register(BIKES);
    expect(await stateOf(id)).toEqual(["reauthorization_required", "meta.token-invalid"]);
    await product.control.clearFaults();
    await connect(product);
    expect(await register(BIKES)).toBe(id);
    expect(await stateOf(id)).toEqual(["active", null]);
  });
});

describe("learnt by an answer that Meta refuses", () => {
  test.each([
    ["a dead token", { code: 190 }, ["reauthorization_required", "meta.token-invalid"]],
    ["a missing permission", { code: 200 }, ["degraded", "meta.permission-missing"]],
    ["a block", { code: 368 }, ["degraded", "meta.blocked"]],
  ])("%s", async (_cause, error, state) => {
    await fault("graph", "/messages$", { method: "POST", kind: "graph-error", ...error });
    await answerSomebody();
    expect(await stateOf()).toEqual(state);
    await product.sql`update alerts set closed_at = now() where kind = 'channel.blocked'`;
  });

  test("Instagram's switched-off access to messages, until an answer goes out again", async () => {
    const off = { method: "POST", kind: "graph-error", code: 200, subcode: 2534041 };
    await fault("graph", "/messages$", off);
    await answerSomebody();
    expect(await stateOf()).toEqual(["degraded", "meta.instagram-access-off"]);
    await product.control.clearFaults();
    await answerSomebody();
    await check();
    expect(await stateOf()).toEqual(["active", null]);
  });

  test("a limit or a failure that passes leaves it active", async () => {
    await fault("graph", "/messages$", {
      method: "POST",
      kind: "graph-error",
      code: 613,
      count: 1,
    });
    await answerSomebody();
    expect(await stateOf()).toEqual(["active", null]);
  });
});

describe("learnt by looking at the page", () => {
  test("the subscription is gone and cannot be mended: degraded", async () => {
    await product.control.tell("unsubscribe", { page_id: SHOES });
    await fault("graph", "subscribed_apps", { method: "POST", kind: "graph-error", code: 100 });
    await check();
    expect(await stateOf()).toEqual(["degraded", "meta.refused"]);
  });

  test("the token was revoked: reauthorization required", async () => {
    await product.control.tell("tokens/revoke", { page_id: SHOES });
    await check();
    expect(await stateOf()).toEqual(["reauthorization_required", "meta.token-invalid"]);
  });
});

describe("done by a person", () => {
  test("paused, and active again", async () => {
    const pause = (isPaused: boolean) =>
      pauseChannel(product.needs, product.viewer, { id: shoes, isPaused });
    await pause(true);
    expect(await stateOf()).toEqual(["paused", null]);
    await pause(false);
    expect(await stateOf()).toEqual(["active", null]);
  });

  test("a part that fails while it is paused shows itself when it is resumed", async () => {
    const pause = (isPaused: boolean) =>
      pauseChannel(product.needs, product.viewer, { id: shoes, isPaused });
    await pause(true);
    await fault("graph", "subscribed_apps", { kind: "graph-error", code: 10 });
    await check();
    expect(await stateOf()).toEqual(["paused", null]);
    await pause(false);
    expect(await stateOf()).toEqual(["degraded", "meta.permission-missing"]);
  });

  test("disconnected, and active again by connecting the page", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: shoes });
    expect(await stateOf()).toEqual(["disconnected", null]);
    expect(await register(SHOES)).toBe(shoes);
    expect(await stateOf()).toEqual(["active", null]);
  });
});
