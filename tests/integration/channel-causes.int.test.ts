import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById, findServingChannel } from "#db/queries/channels.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { pauseChannel } from "#lib/channels/pause-channel.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { retryChannel } from "#lib/channels/retry-channel.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { checkChannel } from "#lib/watch/check-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const OUTLET = "113520984417735";
const CAFE = "109338274650912";
const ATELIER = "102946138205577";
const BIKES = "615572039841263";
const PAPER = "106617742093358";
const TOYS = "115904427761830";

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

describe("connecting goes on by itself", () => {
  const jobsOf = (id: string) => product.sql<{ wait_ms: number; retry_count: number }[]>`
    select extract(epoch from start_after - now())::float * 1000 as wait_ms, retry_count
    from pgboss.job where name = 'finish-channel' and singleton_key = ${id} and state < 'active'`;
  const hurry = () => product.sql`
    update pgboss.job set start_after = now() where name = 'finish-channel' and state < 'active'`;
  const calls = async (path: RegExp) =>
    (await product.control.log("?method=POST")).filter((call) => path.test(call.path)).length;
  const becomesActive = (id: string) =>
    until("it is connected", async () => {
      await hurry();
      await workOff(product.needs, { budgetMs: 2_000 });
      return (await stateOf(id))[0] === "active";
    });

  /** As if the page had never been connected. */
  const forget = async (pageId: string) => {
    const { db } = product.needs;
    const channel = await findServingChannel(db, pageId);
    if (channel === null) return;
    await disconnectChannel(product.needs, product.viewer, { id: channel.id });
    await product.sql`update crm_channels set channel_id = null where id = ${channel.id}`;
  };

  test("a process may die at any step: the row came with its job", async () => {
    const { sql, needs, viewer } = product;
    const slowly = async () => {
      await fault("voice-agent", "channels", { kind: "latency", latency_ms: 1_500 });
      const registering = register(PAPER);
      const [row] = await until("its steps run", async () => {
        const rows = await sql<{ id: string; page_access_token: string }[]>`
          select id, page_access_token from crm_channels
          where platform_page_id = ${PAPER} and status = 'connecting'`;
        return rows.length > 0 && rows;
      });
      const [job] = await jobsOf(row?.id ?? "");
      expect(row?.page_access_token).not.toBe("");
      expect(job?.wait_ms).toBeGreaterThan(50_000);
      await product.control.clearFaults();
      return registering;
    };
    const id = await slowly();
    expect(await stateOf(id)).toEqual(["active", null]);
    await disconnectChannel(needs, viewer, { id });
    await hurry();
    await workOff(needs);
    expect(await jobsOf(id)).toEqual([]);
    expect(await slowly()).toBe(id);
  });

  test("a row that a dead process left without a job gets one", async () => {
    await fault("voice-agent", "channels", { kind: "status", status: 503 });
    const id = await register(TOYS);
    await product.sql`delete from pgboss.job where name = 'finish-channel'`;
    await product.sql`
      update crm_channels set last_error = null, setup_lease_until = now() + interval '2 seconds'
      where id = ${id}`;
    await product.control.clearFaults();
    await runTask("tend", { ...product.needs, signal: new AbortController().signal });
    await becomesActive(id);
  });

  test("a person's try that fails for now has a job too", async () => {
    await forget(TOYS);
    await fault("voice-agent", "channels", { kind: "status", status: 422, count: 1 });
    const id = await register(TOYS);
    expect(await stateOf(id)).toEqual(["error", "voice-agent.refused"]);
    await hurry();
    await workOff(product.needs);
    await fault("voice-agent", "channels", { kind: "status", status: 503, count: 1 });
    await retryChannel(product.needs, product.viewer, { id });
    expect(await stateOf(id)).toEqual(["connecting", "voice-agent.unavailable"]);
    await becomesActive(id);
  });

  test.each([
    ["dm-voice-agent", "voice-agent", /v1\/channels$/, "voice_agent_channel"],
    ["Meta", "graph", /subscribed_apps$/, "page_subscription"],
  ] as const)("%s is asked no sooner than it says", async (_who, server, path, step) => {
    await forget(PAPER);
    await fault(server, path.source, {
      method: "POST",
      kind: "status",
      status: 429,
      retry_after: 40,
    });
    const asked = await calls(path);
    const id = await register(PAPER);
    for (const times of [1, 2]) {
      await workOff(product.needs);
      expect((await calls(path)) - asked).toBe(times);
      const [job] = await jobsOf(id);
      expect(job?.wait_ms).toBeGreaterThan(35_000);
      expect(job?.wait_ms).toBeLessThanOrEqual(40_000);
      const channel = await findChannelById(product.needs.db, id);
      expect([channel?.status, channel?.failedStep]).toEqual(["connecting", step]);
      await hurry();
    }
    await product.control.clearFaults();
    await becomesActive(id);
  });

  test.each([
    ["dm-voice-agent", "voice-agent", "v1/channels$"],
    ["Meta", "graph", "subscribed_apps$"],
  ] as const)(
    "%s is away for an hour: tried ever less often, without end",
    async (_who, server, path) => {
      await forget(TOYS);
      await fault(server, path, { method: "POST", kind: "status", status: 503 });
      const asked = await calls(new RegExp(path));
      const id = await register(TOYS);
      await product.sql`
      update crm_channels set status_changed_at = now() - interval '1 hour' where id = ${id}`;
      for (let round = 0; round < 14; round += 1) {
        await hurry();
        await workOff(product.needs);
        const [job] = await jobsOf(id);
        expect(job?.wait_ms).toBeGreaterThan(1_000);
        expect(job?.wait_ms).toBeLessThanOrEqual(240_000);
        expect(job?.retry_count).toBe(0);
      }
      expect((await calls(new RegExp(path))) - asked).toBeLessThan(30);
      expect((await stateOf(id))[0]).toBe("connecting");
      await product.control.clearFaults();
      await becomesActive(id);
    },
  );
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
