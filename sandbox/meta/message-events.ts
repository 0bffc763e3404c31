import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import { deliverEvents, type Underway } from "./delivery/deliver-event.ts";

type Said = { thread: Thread; bubble: Bubble };

/** What the app hears when a customer writes. */
export function announceMessage(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  return announce(sandbox, thread, "message", messageEvent({ thread, bubble }));
}

/** The same for several messages at one account, in one body. */
export function announceMessages(sandbox: Sandbox, line: string, said: Said[]): Underway {
  const account = said[0]?.thread.account;
  if (!account) throw new Error("There is nothing to announce");
  return deliverEvents(sandbox, {
    account,
    kind: "message",
    line,
    events: said.map(messageEvent),
  });
}

/** What the app hears of everything the page writes; Instagram tells neither app nor metadata. */
export function announceEcho(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  const { echo_without_metadata, echo_copies } = sandbox.settings;
  const isBare = thread.account.platform === "instagram" || echo_without_metadata;
  const origin = {
    ...(bubble.appId === null ? {} : { app_id: Number(bubble.appId) }),
    ...(bubble.metadata === null ? {} : { metadata: bubble.metadata }),
  };
  const event = {
    sender: { id: thread.account.id },
    recipient: { id: thread.personId },
    timestamp: bubble.at,
    message: {
      mid: bubble.mid,
      is_echo: true,
      ...(isBare ? {} : origin),
      ...contentOf(bubble),
    },
  };
  return announce(sandbox, thread, "echo", event, echo_copies);
}

export function announceDelivered(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  return announce(sandbox, thread, "delivery", {
    ...fromCustomer(thread, Date.now()),
    delivery: { mids: [bubble.mid], watermark: bubble.at },
  });
}

/** Messenger names a watermark, Instagram one message. */
export function announceRead(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  const read =
    thread.account.platform === "messenger" ? { watermark: bubble.at } : { mid: bubble.mid };
  return announce(sandbox, thread, "read", { ...fromCustomer(thread, Date.now()), read });
}

function announce(
  sandbox: Sandbox,
  thread: Thread,
  kind: "message" | "echo" | "delivery" | "read",
  event: Record<string, unknown>,
  copies = 1,
): Underway {
  const { account, personId } = thread;
  const line = `${account.id}:${personId}`;
  return deliverEvents(sandbox, { account, kind, line, events: [event], copies });
}

function messageEvent({ thread, bubble }: Said) {
  return {
    ...fromCustomer(thread, bubble.at),
    message: { mid: bubble.mid, ...contentOf(bubble) },
  };
}

function fromCustomer(thread: Thread, timestamp: number) {
  return { sender: { id: thread.personId }, recipient: { id: thread.account.id }, timestamp };
}

function contentOf(bubble: Bubble) {
  return {
    ...(bubble.text === "" ? {} : { text: bubble.text }),
    ...(bubble.attachments.length === 0 ? {} : { attachments: bubble.attachments }),
  };
}
