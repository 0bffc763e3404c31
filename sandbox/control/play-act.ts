import {
  customerComesBy,
  customerEdits,
  customerReacts,
  customerTaps,
  customerUnsends,
} from "#sandbox/meta/customer-acts.ts";
import { announceDelivered, announceRead } from "#sandbox/meta/message-events.ts";
import { newInstagramMid, newMessengerMid } from "#sandbox/state/random-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Thread, visibleBubbles } from "#sandbox/state/threads.ts";
import type { ActEvent, TapEvent } from "./event-schema.ts";
import { findBubble, impossible, type Outcome } from "./played.ts";
import { referralOf } from "./referral.ts";

const editsMax = 5;

/** The customer does something other than writing. */
export function playAct(sandbox: Sandbox, thread: Thread, event: ActEvent): Outcome {
  const at = event.timestamp ?? Date.now();
  switch (event.kind) {
    case "edit":
      return edit(sandbox, thread, event);
    case "unsend":
      return unsend(sandbox, thread, event.mid);
    case "reaction":
    case "unreact": {
      const bubble = findBubble(thread, event.mid, event.mid === undefined ? "page" : undefined);
      const reaction = event.kind === "reaction" ? event.reaction : null;
      return {
        underway: customerReacts(sandbox, thread, bubble, { reaction, at }),
        mid: bubble.mid,
      };
    }
    case "referral": {
      const referral = referralOf(thread, event.referral);
      return { underway: customerComesBy(sandbox, thread, { referral, at }) };
    }
    case "delivered":
    case "read":
      return receipt(sandbox, thread, event);
    default:
      return tap(sandbox, thread, event, at);
  }
}

function edit(sandbox: Sandbox, thread: Thread, given: { mid?: string | undefined; text: string }) {
  const bubble = findBubble(thread, given.mid, "customer");
  if (bubble.edits >= editsMax) throw impossible("A message can be edited five times");
  return { underway: customerEdits(sandbox, thread, bubble, given.text), mid: bubble.mid };
}

function unsend(sandbox: Sandbox, thread: Thread, mid: string | undefined): Outcome {
  if (thread.account.platform === "messenger") {
    throw impossible("Messenger does not tell that a message was unsent");
  }
  const bubble = findBubble(thread, mid, "customer");
  return { underway: customerUnsends(sandbox, thread, bubble), mid: bubble.mid };
}

function tap(sandbox: Sandbox, thread: Thread, event: TapEvent, at: number): Outcome {
  const isMessenger = thread.account.platform === "messenger";
  const mid = isMessenger ? newMessengerMid() : newInstagramMid();
  const { referral } = event;
  const postback = {
    ...(event.without_mid ? {} : { mid }),
    ...tapped(thread, event),
    ...(referral === undefined ? {} : { referral: referralOf(thread, referral) }),
  };
  const underway = customerTaps(sandbox, thread, { postback, at });
  return event.without_mid ? { underway } : { underway, mid };
}

function tapped(thread: Thread, { kind, title, payload }: TapEvent) {
  if (kind === "get_started") {
    return { title: title ?? "Get started", payload: payload ?? "GET_STARTED" };
  }
  if (kind === "ice_breaker") {
    return { title: title ?? "What are your opening hours?", payload: payload ?? "OPENING_HOURS" };
  }
  if (payload !== undefined) return { title, payload };
  const buttons = visibleBubbles(thread).flatMap((bubble) => bubble.tappable);
  const button = buttons.findLast((each) => each.kind === "postback" && each.title === title);
  if (!button) throw impossible(`The page has sent no button ${title}`);
  return { title: button.title, payload: button.payload };
}

function receipt(
  sandbox: Sandbox,
  thread: Thread,
  event: { kind: "delivered" | "read"; mid?: string | undefined },
): Outcome {
  const bubble = findBubble(thread, event.mid, "page");
  bubble.isDelivered = true;
  if (event.kind === "delivered") {
    return { underway: announceDelivered(sandbox, thread, bubble), mid: bubble.mid };
  }
  for (const each of thread.bubbles) {
    if (each.from === "page" && each.at <= bubble.at) each.isRead = true;
  }
  sandbox.changes.emit("change");
  return { underway: announceRead(sandbox, thread, bubble), mid: bubble.mid };
}
