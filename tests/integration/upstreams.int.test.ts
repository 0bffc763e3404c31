import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CallDroppedError } from "#lib/upstream/errors.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";

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

test("answers that we no longer want do not count as its absence", async () => {
  await product.control.fault({ server: "voice-agent", path: "generate", kind: "hang" });
  const { voiceAgent } = product.needs;
  for (let count = 0; count < MANY; count += 1) {
    const signal = AbortSignal.timeout(20);
    const turn = { questionId: "1", history: [], externalUserId: "7001", signal };
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
