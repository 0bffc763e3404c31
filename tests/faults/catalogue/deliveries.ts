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
    name: "F39 backwards",
    title: "deliveries in the wrong order",
    mayBeLate: true,
    ...settle({ reorder_deliveries: true }, { reorder_deliveries: false }),
  },
  {
    name: "F38 batches",
    title: "25 messages per delivery, each delivery twice, backwards",
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
    name: "F41 broken-one",
    title: "1,000 events in one delivery, one of them broken",
    inject: async ({ system, count }) => {
      const [channel] = system.channels;
      const messaging = Array.from({ length: 1_000 }, (_, at) =>
        at === 500
          ? { sender: { id: 7 }, message: [] }
          : {
              sender: { id: "1" },
              recipient: { id: channel?.accountId },
              delivery: { watermark: at },
            },
      );
      const entry = [{ id: channel?.accountId, time: Date.now(), messaging }];
      await system.sandbox.call("POST", "deliver", { body: { object: "page", entry } });
      count();
    },
  },
  {
    name: "F42 burst",
    title: "all messages within one second",
    load: { seconds: 1 },
    inject: async ({ count }) => count(),
  },
];
