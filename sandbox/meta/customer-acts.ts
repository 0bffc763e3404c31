import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Bubble, noteAct, type Thread } from "#sandbox/state/threads.ts";
import { announceAct } from "./message-events.ts";
import { emojiOf, type ReactionName } from "./reactions.ts";

/** The new text shows in the bubble; the app hears it with the number of the edit. */
export function customerEdits(sandbox: Sandbox, thread: Thread, bubble: Bubble, text: string) {
  bubble.edits += 1;
  bubble.text = text;
  sandbox.changes.emit("change");
  const message_edit = { mid: bubble.mid, text, num_edit: bubble.edits };
  return announceAct(sandbox, thread, { kind: "edit", event: { message_edit } });
}

/** The message is gone for both sides. */
export function customerUnsends(sandbox: Sandbox, thread: Thread, bubble: Bubble) {
  bubble.isUnsent = true;
  sandbox.changes.emit("change");
  const message = { mid: bubble.mid, is_deleted: true };
  return announceAct(sandbox, thread, { kind: "message", event: { message } });
}

/** A reaction in place of the last one, or none (null). Reacting opens the window. */
export function customerReacts(
  sandbox: Sandbox,
  thread: Thread,
  bubble: Bubble,
  given: { reaction: ReactionName | null; at: number },
) {
  const last = bubble.reactions.find(({ from }) => from === "customer");
  const others = bubble.reactions.filter((each) => each !== last);
  const { reaction, at } = given;
  const shown = reaction ?? last?.reaction ?? "love";
  const named = { reaction: shown, emoji: emojiOf(shown) };
  bubble.reactions = reaction === null ? others : [...others, { from: "customer", ...named }];
  if (reaction !== null) noteAct(thread, at);
  sandbox.changes.emit("change");
  const isBare = reaction === null && thread.account.platform === "instagram";
  return announceAct(sandbox, thread, {
    kind: "reaction",
    at,
    event: {
      reaction: {
        mid: bubble.mid,
        action: reaction === null ? "unreact" : "react",
        ...(isBare ? {} : named),
      },
    },
  });
}

/** A tap on a button, Get Started, the menu or an ice breaker: opens the window and is consent. */
export function customerTaps(
  sandbox: Sandbox,
  thread: Thread,
  given: { postback: Record<string, unknown>; at: number },
) {
  noteAct(thread, given.at);
  thread.hasConsented = true;
  sandbox.changes.emit("change");
  return announceAct(sandbox, thread, {
    kind: "postback",
    at: given.at,
    event: { postback: given.postback },
  });
}

/** Comes by a link or an ad into the conversation that is there. */
export function customerComesBy(
  sandbox: Sandbox,
  thread: Thread,
  given: { referral: Record<string, unknown>; at: number },
) {
  noteAct(thread, given.at);
  return announceAct(sandbox, thread, {
    kind: "referral",
    at: given.at,
    event: { referral: given.referral },
  });
}
