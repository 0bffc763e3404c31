import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import { deliverEvents, type Underway } from "./delivery/deliver-event.ts";
import { type EventKind, whyNotDelivered } from "./delivery/why-not-delivered.ts";

type Said = { thread: Thread; bubble: Bubble };

/** What the app hears when a customer writes. */
export function announceMessage(sandbox: Sandbox, thread: Thread, bubble: Bubble): Underway {
  return announce(sandbox, thread, "message", messageEvent(sandbox, { thread, bubble }));
}

/** The same for several messages at one account, in one body. */
export function announceMessages(sandbox: Sandbox, line: string, said: Said[]): Underway {
  const account = said[0]?.thread.account;
  if (!account) throw new Error("There is nothing to announce");
  return deliverEvents(sandbox, {
    account,
    kind: "message",
    line,
    events: said.map((each) => messageEvent(sandbox, each)),
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

/** What the app hears of anything else a customer does. */
export function announceAct(
  sandbox: Sandbox,
  thread: Thread,
  act: { kind: EventKind; at?: number; event: Record<string, unknown> },
): Underway {
  return announce(sandbox, thread, act.kind, {
    ...fromCustomer(thread, act.at ?? Date.now()),
    ...act.event,
  });
}

function announce(
  sandbox: Sandbox,
  thread: Thread,
  kind: EventKind,
  event: Record<string, unknown>,
  copies = 1,
): Underway {
  const { account, personId } = thread;
  const line = `${account.id}:${personId}`;
  if (!isStandingBy(sandbox, thread, kind)) {
    return deliverEvents(sandbox, { account, kind, line, events: [event], copies });
  }
  const events = [withoutPayload(event)];
  return deliverEvents(sandbox, {
    account,
    kind: "standby",
    slot: "standby",
    line,
    events,
    copies,
  });
}

const heardStandingBy: EventKind[] = [
  "message",
  "read",
  "delivery",
  "postback",
  "reaction",
  "edit",
];

/** While another app holds the thread, ours only listens. */
function isStandingBy(sandbox: Sandbox, thread: Thread, kind: EventKind): boolean {
  const { ownerAppId } = thread;
  const isOthers = ownerAppId !== null && ownerAppId !== sandbox.config.appId;
  return isOthers && heardStandingBy.includes(kind);
}

function withoutPayload(event: Record<string, unknown>): Record<string, unknown> {
  const { postback } = event;
  if (postback === null || typeof postback !== "object") return event;
  const { payload: _, ...rest } = { payload: null, ...postback };
  return { ...event, postback: rest };
}

function messageEvent(sandbox: Sandbox, { thread, bubble }: Said) {
  const { referral, ...content }: Record<string, unknown> = contentOf(bubble);
  const isTold =
    referral !== undefined && whyNotDelivered(sandbox, thread.account, "referral") === null;
  return {
    ...fromCustomer(thread, bubble.at),
    message: { mid: bubble.mid, ...content, ...(isTold ? { referral } : {}) },
  };
}

function fromCustomer(thread: Thread, timestamp: number) {
  return { sender: { id: thread.personId }, recipient: { id: thread.account.id }, timestamp };
}

function contentOf({ text, attachments, replyTo, extras }: Bubble) {
  return {
    ...(text === "" ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(replyTo === null ? {} : { reply_to: replyTo }),
    ...extras,
  };
}
