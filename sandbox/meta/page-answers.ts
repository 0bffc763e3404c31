import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { addBubble, type Bubble, type NewBubble, type Thread } from "#sandbox/state/threads.ts";
import { customerReads } from "./customer-reads.ts";
import { announceDelivered, announceEcho } from "./message-events.ts";

export type PageMessage = Omit<NewBubble, "from">;

const answeredWithinMs = 1000;

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
  const queue = sandbox.deliveries;
  if (inMs > 0) await sleep(inMs);
  if (queue.isCancelled || sandbox.settings.echoes_dropped) return;
  await announceEcho(sandbox, thread, bubble).firstTry;
}

async function tellReceipts(sandbox: Sandbox, thread: Thread, bubble: Bubble, inMs: number) {
  const queue = sandbox.deliveries;
  if (inMs > 0) await sleep(inMs);
  if (queue.isCancelled) return;
  bubble.isDelivered = true;
  const { receipts_dropped, auto_read } = sandbox.settings;
  const isMessenger = thread.account.platform === "messenger";
  if (isMessenger && !receipts_dropped) announceDelivered(sandbox, thread, bubble);
  sandbox.changes.emit("change");
  if (!auto_read && thread.viewers === 0) return;
  await sleep(250);
  if (!queue.isCancelled) customerReads(sandbox, thread);
}
