import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { createAwayAlert } from "#lib/alerts/away-alert.ts";
import { LANES, type UpstreamName } from "#lib/errors.ts";
import { CallDroppedError } from "#lib/upstream/errors.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

/** More than open a circuit. */
const MANY = 12;
const LIST = { server: "voice-agent", path: "messages/conversation" };

let product: Product;
let channelId: string;
beforeAll(async () => {
  product = await startProduct({ works: false });
  channelId = await product.needs.voiceAgent.createChannel(
    {
      name: "Facebook: Linden",
      type: "facebook_messenger",
      resourceRef: "10001",
      config: { page_name: "Facebook: Linden", page_access_token: "token" },
    },
    "key",
  );
});
afterAll(() => product.stop());
beforeEach(() => product.control.clearFaults());

const read = () => product.needs.voiceAgent.readHistory({ channelId, externalUserId: "7001" });

test("dm-voice-agent that only limits us does not count as away", async () => {
  const limit = { ...LIST, kind: "status", status: 429, retry_after: 7, count: MANY };
  await product.control.fault(limit);
  for (let count = 0; count < MANY; count += 1) {
    await expect(read()).rejects.toMatchObject({ status: 429, retryAfterMs: 7_000 });
  }
  expect(await read()).toEqual([]);
});

const ask = () => product.needs.graph.call({ method: "get", path: "me", answer: z.unknown() });

test.each([
  ["graph", 404, { class: "transient" }],
  ["graph", 408, { code: "graph.away" }],
  ["voice-agent", 425, { class: "transient" }],
] as const)("%s that answers %i: an answer, or its absence", async (server, status, error) => {
  await product.control.fault({ server, kind: "status", status, body: '{"error":"?"}' });
  const call = server === "graph" ? ask : read;
  for (let count = 0; count < MANY; count += 1) await call().catch(() => null);
  await expect(call()).rejects.toMatchObject(error);
});

const alerts = (open: boolean) =>
  product.sql<{ subject: string; code: string }[]>`select subject, code from alerts
    where kind = 'upstream.away' and subject = 'voice-agent' and (closed_at is null) = ${open}`;

const raise = (subject: UpstreamName = "voice-agent") => {
  const { db, boss } = product.needs;
  return raiseAlert({ tx: db, boss }, { tenantId: null, kind: "upstream.away", subject });
};

/** Alerts close behind the back of who says so; one that is closed after another shows its end. */
async function whatIsClosedIsClosed(): Promise<void> {
  await raise("graph");
  const onChange = createAwayAlert(product.needs, "graph");
  for (const lane of LANES.graph) onChange(lane, false);
  await until("the later one is closed", async () => {
    const open = await product.sql`select 1 from alerts
      where kind = 'upstream.away' and subject = 'graph' and closed_at is null`;
    return open.length === 0;
  });
}

test("one lane that is away is told of until it is back, though the others answer", async () => {
  const { voiceAgent } = product.needs;
  const history = [{ direction: "inbound", message_text: "Hi" }];
  const generate = () =>
    voiceAgent.generate("agent-shop", { tryId: "question", history, externalUserId: "7001" });
  const fault = { server: "voice-agent", path: "generate", kind: "status", status: 503 };
  await product.control.fault(fault);
  for (let count = 0; count < 10; count += 1) {
    await expect(generate()).rejects.toMatchObject({ status: 503, lane: "generate" });
    await read();
  }
  await expect(generate()).rejects.toMatchObject({ code: "voice-agent.away" });
  const told = [{ subject: "voice-agent", code: "voice-agent.away" }];
  await until("it is told", async () => (await alerts(true)).length > 0, 40_000);
  expect(await read()).toEqual([]);

  // Another process, which is just starting: only when it has asked every lane does it know better.
  const other = createAwayAlert(product.needs, "voice-agent");
  other("rest", false);
  other("store", false);
  await whatIsClosedIsClosed();
  expect(await alerts(true)).toEqual(told);

  await product.control.clearFaults();
  await until("it is back", () => generate().catch(() => null), 20_000);
  await until("it is closed", async () => (await alerts(true)).length === 0);
  expect(await alerts(false)).toEqual(told);
}, 90_000);

test("of two lanes that are away the first to come back leaves the alert open", async () => {
  await raise();
  const onChange = createAwayAlert(product.needs, "voice-agent");
  onChange("store", true);
  onChange("generate", true);
  onChange("rest", false);
  onChange("store", false);
  await whatIsClosedIsClosed();
  expect(await alerts(true)).toHaveLength(1);
  onChange("generate", false);
  await until("it is closed", async () => (await alerts(true)).length === 0);
});

test("a process that knows of every lane that it answers closes what a dead one left open", async () => {
  await raise();
  const other = createAwayAlert(product.needs, "voice-agent");
  other("rest", false);
  other("store", false);
  other("generate", false);
  await until("it is closed", async () => (await alerts(true)).length === 0);
});

test("answers that we no longer want do not count as its absence", async () => {
  await product.control.fault({ server: "voice-agent", path: "generate", kind: "hang" });
  const { voiceAgent } = product.needs;
  for (let count = 0; count < MANY; count += 1) {
    const signal = AbortSignal.timeout(20);
    const turn = { tryId: "1", history: [], externalUserId: "7001", signal };
    await expect(voiceAgent.generate("agent-shop", turn)).rejects.toBeInstanceOf(CallDroppedError);
  }
  expect(await read()).toEqual([]);
});

test("a side that is away ends the asking", async () => {
  await product.control.fault({ ...LIST, kind: "status", status: 503 });
  for (let count = 0; count < 10; count += 1) {
    await expect(read()).rejects.toMatchObject({ status: 503 });
  }
  await expect(read()).rejects.toMatchObject({ code: "voice-agent.away" });
});
