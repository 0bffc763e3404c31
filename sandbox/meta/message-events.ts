import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import { deliverEvent, type Underway } from "./delivery/deliver-event.ts";

/** What the app hears when a customer writes. */
export function announceMessage(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  return announce(sandbox, thread, "message", {
    ...fromCustomer(thread, bubble.at),
    message: { mid: bubble.mid, ...contentOf(bubble) },
  });
}

/** What the app hears of its own sending; Instagram tells neither app nor metadata. */
export function announceEcho(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  const origin =
    thread.account.platform === "messenger"
      ? {
          app_id: Number(sandbox.config.appId),
          ...(bubble.metadata === null ? {} : { metadata: bubble.metadata }),
        }
      : {};
  return announce(sandbox, thread, "echo", {
    sender: { id: thread.account.id },
    recipient: { id: thread.personId },
    timestamp: bubble.at,
    message: { mid: bubble.mid, is_echo: true, ...origin, ...contentOf(bubble) },
  });
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
): Underway {
  const { account, personId } = thread;
  return deliverEvent(sandbox, { account, personId, kind, event });
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
