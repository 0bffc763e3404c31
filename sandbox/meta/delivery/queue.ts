import { createDeliveryStats, type DeliveryStats } from "./delivery-stats.ts";

/** One line of deliveries per person and account, so that each person's events stay in order. */
export type DeliveryQueue = {
  lines: Map<string, Promise<void>>;
  /** Deliveries that wait to be sent backwards while reorder_deliveries is on. */
  toReorder: (() => Promise<void>)[];
  /** Set when the sandbox is reset: nothing in this queue is sent any more. */
  isCancelled: boolean;
  stats: DeliveryStats;
};

export function createDeliveryQueue(): DeliveryQueue {
  return { lines: new Map(), toReorder: [], isCancelled: false, stats: createDeliveryStats() };
}

/** Runs the work after everything that stands in the same line. */
export function enqueue(queue: DeliveryQueue, line: string, work: () => Promise<void>): void {
  const before = queue.lines.get(line) ?? Promise.resolve();
  const after = before.then(work);
  queue.lines.set(line, after);
  void after.finally(() => {
    if (queue.lines.get(line) === after) queue.lines.delete(line);
  });
}

const gatherMs = 60;

/** Gathers what comes within a moment, then runs the last one first. */
export function enqueueBackwards(queue: DeliveryQueue, work: () => Promise<void>): void {
  queue.toReorder.push(work);
  if (queue.toReorder.length > 1) return;
  setTimeout(() => {
    const gathered = queue.toReorder.splice(0).reverse();
    void runInTurn(gathered);
  }, gatherMs);
}

async function runInTurn(works: (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}
