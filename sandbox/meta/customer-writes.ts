import { newInstagramMid, newMessengerMid } from "#sandbox/state/random-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Bubble, nextTimeIn, type Thread } from "#sandbox/state/threads.ts";
import type { Underway } from "./delivery/deliver-event.ts";
import { announceMessage } from "./message-events.ts";

export type Written = { bubble: Bubble; underway: Underway };

/** A customer's message: kept in the thread, opens the window, sent to the app. */
export function customerWrites(
  sandbox: Sandbox,
  thread: Thread,
  message: { text: string; mid?: string; timestamp?: number; attachments?: unknown[] },
): Written {
  const isMessenger = thread.account.platform === "messenger";
  const bubble: Bubble = {
    mid: message.mid ?? (isMessenger ? newMessengerMid() : newInstagramMid()),
    from: "customer",
    text: message.text,
    at: message.timestamp ?? nextTimeIn(thread, Date.now()),
    metadata: null,
    isDelivered: false,
    isRead: false,
    note: null,
    attachments: message.attachments ?? [],
  };
  thread.bubbles.push(bubble);
  thread.customerWroteAt = Math.max(thread.customerWroteAt ?? 0, bubble.at);
  const underway = announceMessage(sandbox, thread, bubble);
  bubble.note = underway.note;
  sandbox.changes.emit("change");
  void markWhenTaken(sandbox, bubble, underway);
  return { bubble, underway };
}

async function markWhenTaken(sandbox: Sandbox, bubble: Bubble, underway: Underway) {
  bubble.isDelivered = await underway.taken;
  sandbox.changes.emit("change");
}
