import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { addBubble, type Bubble, type ReplyTo, type Thread } from "#sandbox/state/threads.ts";
import type { Underway } from "./delivery/deliver-event.ts";
import { announceMessage, announceMessages } from "./message-events.ts";

export type CustomerMessage = {
  text: string;
  mid?: string;
  timestamp?: number;
  attachments?: unknown[];
  replyTo?: ReplyTo;
  extras?: Record<string, unknown>;
};

export type Written = { bubble: Bubble; underway: Underway };

/** A customer's message: kept in the thread, opens the window, sent to the app. */
export function customerWrites(
  sandbox: Sandbox,
  thread: Thread,
  message: CustomerMessage,
): Written {
  const bubble = keepMessage(thread, message);
  const underway = announceMessage(sandbox, thread, bubble);
  follow(sandbox, [bubble], underway);
  return { bubble, underway };
}

/** Messages of several customers at one account, which reach the app in one body. */
export function customersWrite(
  sandbox: Sandbox,
  line: string,
  messages: { thread: Thread; message: CustomerMessage }[],
): Underway {
  const kept = messages.map(({ thread, message }) => ({
    thread,
    bubble: keepMessage(thread, message),
  }));
  const underway = announceMessages(sandbox, line, kept);
  follow(
    sandbox,
    kept.map(({ bubble }) => bubble),
    underway,
  );
  return underway;
}

function keepMessage(thread: Thread, message: CustomerMessage): Bubble {
  const { timestamp, ...content } = message;
  const time = timestamp === undefined ? {} : { at: timestamp };
  return addBubble(thread, { from: "customer", ...content, ...time });
}

function follow(sandbox: Sandbox, bubbles: Bubble[], underway: Underway): void {
  for (const bubble of bubbles) bubble.note = underway.note;
  sandbox.changes.emit("change");
  void markWhenTaken(sandbox, bubbles, underway);
}

async function markWhenTaken(sandbox: Sandbox, bubbles: Bubble[], underway: Underway) {
  const isTaken = await underway.taken;
  for (const bubble of bubbles) bubble.isDelivered = isTaken;
  sandbox.changes.emit("change");
}
