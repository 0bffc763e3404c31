import type { Fault } from "#tests/faults/fault.ts";
import { settle } from "./spoil.ts";

const HOUR_MS = 3_600_000;

export const DELIVERIES: Fault[] = [
  {
    name: "F37 five-times",
    title: "every delivery five times at once",
    isShort: true,
    ...settle({ duplicate_deliveries: 4 }, { duplicate_deliveries: 0 }),
  },
  {
    name: "F38-39 batches",
    title: "25 messages per delivery, in the wrong order, each delivery twice",
    mayBeLate: true,
    load: { batch: 25 },
    ...settle(
      { duplicate_deliveries: 1, reorder_deliveries: true },
      { duplicate_deliveries: 0, reorder_deliveries: false },
    ),
  },
  {
    name: "F40 hours-old",
    title: "messages that were written five hours ago",
    load: { ageMs: 5 * HOUR_MS },
    inject: async ({ count, load }) => count(load.conversations * load.messages),
  },
  {
    name: "F41-42 burst",
    title: "all within one second, and 1,000 events in one delivery, one broken",
    load: { seconds: 1 },
    inject: async ({ system, count }) => {
      const id = system.channels[0]?.accountId;
      const messaging = Array.from({ length: 1_000 }, (_, at) =>
        at === 500
          ? { sender: { id: 7 }, message: [] }
          : { sender: { id: "1" }, recipient: { id }, delivery: { watermark: at } },
      );
      const entry = [{ id, time: Date.now(), messaging }];
      await system.sandbox.call("POST", "deliver", { body: { object: "page", entry } });
      count();
    },
  },
];
