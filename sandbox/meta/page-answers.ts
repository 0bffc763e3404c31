import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { addBubble, type Bubble, type NewBubble, type Thread } from "#sandbox/state/threads.ts";
import { customerReads } from "./customer-reads.ts";
import type { DeliveryQueue } from "./delivery/queue.ts";
import { announceDelivered, announceEcho } from "./message-events.ts";

export type PageMessage = Omit<NewBubble, "from">;

const answeredWithinMs = 1000;
const readsAfterMs = 250;

/** The page's message: kept in the thread; echo, delivery and read receipts follow by themselves. */
export async function pageAnswers(
  sandbox: Sandbox,
  thread: Thread,
  message: PageMessage,
): Promise<Bubble> {
  const bubble = pageWrites(sandbox, thread, message);
  if (!sandbox.settings.echo_before_answer) {
    // The echo may overtake the answer of the Send API itself, as at Meta.
    const inAMoment = randomInt(10, 61);
    void tellEcho(sandbox, thread, bubble, inAMoment + sandbox.settings.echo_delay_ms);
    void tellReceipts(sandbox, thread, bubble, inAMoment);
    return bubble;
  }
  const echo = tellEcho(sandbox, thread, bubble, 0);
  void tellReceipts(sandbox, thread, bubble, 0);
  await Promise.race([echo, sleep(answeredWithinMs)]);
  return bubble;
}

/** Keeps a message of the page in the thread; nobody hears of it yet. */
export function pageWrites(sandbox: Sandbox, thread: Thread, message: PageMessage): Bubble {
  const bubble = addBubble(thread, { ...message, from: "page" });
  thread.isPageTyping = false;
  sandbox.changes.emit("change");
  return bubble;
}

async function tellEcho(sandbox: Sandbox, thread: Thread, bubble: Bubble, inMs: number) {
  await tellLater(sandbox.deliveries, inMs, async () => {
    if (!sandbox.settings.echoes_dropped) await announceEcho(sandbox, thread, bubble).firstTry;
  });
}

async function tellReceipts(sandbox: Sandbox, thread: Thread, bubble: Bubble, inMs: number) {
  const queue = sandbox.deliveries;
  await tellLater(queue, inMs, () => {
    bubble.isDelivered = true;
    const isMessenger = thread.account.platform === "messenger";
    if (isMessenger && !sandbox.settings.receipts_dropped) {
      announceDelivered(sandbox, thread, bubble);
    }
    sandbox.changes.emit("change");
    if (!sandbox.settings.auto_read && thread.viewers === 0) return;
    void tellLater(queue, readsAfterMs, () => customerReads(sandbox, thread));
  });
}

/** What is told later is pending until then, as a delivery that waits for its turn is. */
async function tellLater(queue: DeliveryQueue, inMs: number, tell: () => void | Promise<void>) {
  queue.stats.pending += 1;
  try {
    if (inMs > 0) await sleep(inMs);
    return queue.isCancelled ? undefined : tell();
  } finally {
    queue.stats.pending -= 1;
  }
}
