import { createHmac } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { acceptDelivery } from "./accept-delivery.ts";
import type { DeliveryToStore } from "./store-delivery.ts";

const SECRET = "app-secret-example";
const NOW = new Date("2026-11-22T12:00:00.000Z");

beforeAll(stubEnvironment);

async function accept(body: Uint8Array, secret = SECRET, appSecrets = [SECRET]) {
  const stored: DeliveryToStore[] = [];
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const storeDelivery = async (delivery: DeliveryToStore) => {
    stored.push(delivery);
  };
  const verdict = await acceptDelivery(
    { body, signature, receivedAt: NOW },
    { appSecrets, storeDelivery },
  );
  return { verdict, stored };
}
const message = (text: string) =>
  Buffer.from(
    `{"object":"page","entry":[{"id":"10001","messaging":[{"sender":{"id":"7001"},"message":{"mid":"m_a","text":"${text}"}}]}]}`,
  );

test("a body that Meta did not sign leaves nothing behind", async () => {
  const refused = { verdict: "unsigned", stored: [] };
  expect(await accept(message("hi"), "a-strangers-secret")).toEqual(refused);
  expect(await accept(message("hi"), SECRET, [])).toEqual(refused);
});

test("a signed message is stored as an event to be handled, without its bytes", async () => {
  const { verdict, stored } = await accept(message("hi"));
  expect(verdict).toBe("stored");
  const [delivery] = stored;
  expect(delivery).toMatchObject({ raw: null, events: [{ dedupeKey: "message:10001:m_a" }] });
  expect(delivery?.events.map((event) => delivery.isHandled(event))).toEqual([true]);
});

test("bytes that say more than their JSON are kept beside it", async () => {
  const body = message(String.raw`a\u0000b`);
  const [delivery] = (await accept(body)).stored;
  expect(delivery?.raw).toEqual(body);
  expect(JSON.stringify(delivery?.events[0]?.payload)).toContain("a\ufffdb");
});

test.each([
  "",
  "null",
  "[]",
  '"x"',
  "42",
  "hello",
  "\ufeff{}",
  '{"object":"page"}',
  '{"object":"page","entry":[]}',
  "[".repeat(1e6),
])("signed, but not what we know: %.20j is stored as one event", async (text) => {
  const body = Buffer.from(text);
  const { verdict, stored } = await accept(body);
  expect(verdict).toBe("stored");
  const [delivery] = stored;
  expect(delivery?.events).toHaveLength(1);
  const [event] = delivery?.events ?? [];
  expect(event).toMatchObject({ eventType: "unparsed", conversationKey: null, occurredAt: NOW });
  expect(event?.dedupeKey).toBe((await accept(body)).stored[0]?.events[0]?.dedupeKey);
  expect(event && delivery?.isHandled(event)).toBe(false);
  expect(delivery?.raw === null ? event?.payload : Buffer.from(delivery?.raw ?? [])).toEqual(
    delivery?.raw === null ? JSON.parse(text) : body,
  );
});

test("what the database does not take is not called stored", async () => {
  const body = message("hi");
  const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
  const storeDelivery = () => Promise.reject(new Error("database is away"));
  await expect(
    acceptDelivery({ body, signature, receivedAt: NOW }, { appSecrets: [SECRET], storeDelivery }),
  ).rejects.toThrow("database is away");
});
