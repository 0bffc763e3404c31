import { deliverEvents } from "#sandbox/meta/delivery/deliver-event.ts";
import { announceAct } from "#sandbox/meta/message-events.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import type { FeedbackEvent } from "./event-schema.ts";
import { findBubble, type Outcome } from "./played.ts";

type OptinType = "notification_messages" | "stop" | "resume" | "plugin";

/** The customer allows news, stops or resumes them, or ticks a box of the page's own site. */
export function playOptin(sandbox: Sandbox, thread: Thread, type: OptinType): Outcome {
  if (type === "plugin") return { underway: plugIn(sandbox, thread) };
  const status = {
    notification_messages: {},
    stop: { notification_messages_status: "STOP NOTIFICATIONS" },
    resume: { notification_messages_status: "RESUME NOTIFICATIONS" },
  }[type];
  const optin = {
    type: "notification_messages",
    payload: "NEWS",
    title: "News of the shop",
    notification_messages_token: `${thread.personId}07`,
    notification_messages_timezone: "Europe/Berlin",
    token_expiry_timestamp: Date.now() + 270 * 24 * 3_600_000,
    user_token_status: "NOT_REFRESHED",
    ...status,
  };
  return { underway: announceAct(sandbox, thread, { kind: "optin", event: { optin } }) };
}

/** On a web page nobody knows yet who it is: there is a reference, and no id of the sender. */
function plugIn(sandbox: Sandbox, thread: Thread) {
  const { account, personId } = thread;
  const user_ref = `checkbox-${personId.slice(-6)}`;
  const event = {
    sender: { user_ref },
    recipient: { id: account.id },
    timestamp: Date.now(),
    optin: { ref: "newsletter-box", user_ref },
  };
  return deliverEvents(sandbox, {
    account,
    kind: "optin",
    line: `${account.id}:${personId}`,
    events: [event],
  });
}

export function playLinking(
  sandbox: Sandbox,
  thread: Thread,
  status: "linked" | "unlinked",
): Outcome {
  const code = status === "linked" ? { authorization_code: "shop-login-4711" } : {};
  const account_linking = { status, ...code };
  return {
    underway: announceAct(sandbox, thread, { kind: "account_linking", event: { account_linking } }),
  };
}

/** What the customer thinks of an answer, or has put into the cart. */
export function playFeedback(sandbox: Sandbox, thread: Thread, event: FeedbackEvent): Outcome {
  if (event.kind === "response_feedback") {
    const { mid } = findBubble(thread, event.mid, "page");
    const response_feedback = { feedback: "Good response", mid };
    return {
      underway: announceAct(sandbox, thread, {
        kind: "response_feedback",
        event: { response_feedback },
      }),
      mid,
    };
  }
  if (event.kind === "order") {
    return { underway: announceAct(sandbox, thread, { kind: "order", event: { order } }) };
  }
  return {
    underway: announceAct(sandbox, thread, {
      kind: "messaging_feedback",
      event: { messaging_feedback },
    }),
  };
}

const order = {
  products: [
    {
      id: 7126354,
      retailer_id: "boots-42",
      name: "Winter boots",
      unit_price: 89,
      currency: "EUR",
      quantity: 1,
    },
  ],
  note: "Please in brown",
};

const messaging_feedback = {
  feedback_screens: [
    {
      screen_id: 0,
      questions: {
        help: {
          type: "csat",
          payload: "5",
          follow_up: { type: "free_form", payload: "Quick and friendly" },
        },
      },
    },
  ],
};
