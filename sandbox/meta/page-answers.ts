import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { newInstagramMid, newMessengerMid } from "#sandbox/state/random-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Bubble, nextTimeIn, type Thread } from "#sandbox/state/threads.ts";
import { customerReads } from "./customer-reads.ts";
import { announceDelivered, announceEcho } from "./message-events.ts";

/** The page's message: kept in the thread; echo, delivery and read receipts follow by themselves. */
export function pageAnswers(
  sandbox: Sandbox,
  thread: Thread,
  message: { text: string; metadata: string | null; attachments: unknown[] },
): Bubble {
  const isMessenger = thread.account.platform === "messenger";
  const bubble: Bubble = {
    mid: isMessenger ? newMessengerMid() : newInstagramMid(),
    from: "page",
    at: nextTimeIn(thread, Date.now()),
    isDelivered: false,
    isRead: false,
    note: null,
    ...message,
  };
  thread.bubbles.push(bubble);
  thread.isPageTyping = false;
  sandbox.changes.emit("change");
  void announceInAMoment(sandbox, thread, bubble);
  return bubble;
}

async function announceInAMoment(sandbox: Sandbox, thread: Thread, bubble: Bubble) {
  const queue = sandbox.deliveries;
  // The echo may overtake the answer of the Send API itself, as at Meta.
  await sleep(randomInt(10, 61));
  if (queue.isCancelled) return;
  announceEcho(sandbox, thread, bubble);
  bubble.isDelivered = true;
  if (thread.account.platform === "messenger") announceDelivered(sandbox, thread, bubble);
  sandbox.changes.emit("change");
  if (!sandbox.settings.auto_read && thread.viewers === 0) return;
  await sleep(250);
  if (!queue.isCancelled) customerReads(sandbox, thread);
}
