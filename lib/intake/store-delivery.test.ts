import type { Pool } from "pg";
import type { PgBoss } from "pg-boss";
import { expect, test } from "vitest";
import { createStoreDelivery, type DeliveryToStore } from "./store-delivery.ts";

const MIB = 1024 * 1024;

/** As pg-boss writes it, as far as it is looked at. */
const boss = {
  insert: (_name: string, _jobs: unknown, { db }: { db: { executeSql(text: string): unknown } }) =>
    db.executeSql("WITH ins AS (SELECT $1::text::json)"),
} as unknown as PgBoss;

const delivery = (bytes: number): DeliveryToStore => ({
  deliveryId: "d",
  raw: null,
  isHandled: () => true,
  events: [
    {
      id: "e",
      platform: "facebook",
      eventType: "message",
      pageId: "1",
      senderId: "2",
      payload: "x".repeat(bytes),
      dedupeKey: "k",
      conversationKey: "1:2",
      occurredAt: new Date(),
    },
  ],
});

test("a database that does not answer is not given more and more memory", async () => {
  const answers: (() => void)[] = [];
  const query = () => new Promise<void>((resolve) => answers.push(resolve));
  const store = createStoreDelivery({ pool: { query } as unknown as Pool, boss, secret: "secret" });

  const stored = Array.from({ length: 12 }, () => store(delivery(5 * MIB)));
  await expect(store(delivery(5 * MIB))).rejects.toMatchObject({ code: "intake.store-busy" });

  for (const answer of answers) answer();
  await Promise.all(stored);
  const next = store(delivery(5 * MIB));
  await Promise.resolve();
  answers.at(-1)?.();
  await expect(next).resolves.toBeUndefined();
});
