import type { ReactionName } from "#sandbox/meta/reactions.ts";
import type { Account } from "#sandbox/world.ts";
import type { Person } from "#sandbox/world-people.ts";
import { newInstagramMid, newMessengerMid } from "./random-ids.ts";

type Reaction = { from: "customer" | "page"; reaction: ReactionName; emoji: string };

/** What a customer can tap: under a message until the next one, or in a template for ever. */
export type Tappable = { kind: "quick_reply" | "postback"; title: string; payload: string };

export type ReplyTo = { mid: string } | { story: { url: string; id: string } };

export type Bubble = {
  mid: string;
  from: "customer" | "page";
  text: string;
  /** Epoch ms. */
  at: number;
  metadata: string | null;
  /** Which app wrote it, of the page's own; null where nobody says. */
  appId: string | null;
  isDelivered: boolean;
  isRead: boolean;
  /** Why the app never hears of it; null when it does. */
  note: string | null;
  /** As the app hears of them. */
  attachments: unknown[];
  replyTo: ReplyTo | null;
  reactions: Reaction[];
  tappable: Tappable[];
  edits: number;
  /** Taken back by who wrote it: nobody sees it any more. */
  isUnsent: boolean;
  /** Whatever else the app hears in the message: a tapped quick reply, an ad, commands. */
  extras: Record<string, unknown>;
};

/** One person and one account. */
export type Thread = {
  id: string;
  account: Account;
  person: Person;
  personId: string;
  bubbles: Bubble[];
  /** When the person last wrote; null: never. */
  customerWroteAt: number | null;
  /** When the person last did what opens the 24-hour window: wrote, tapped, reacted, came by a link. */
  customerActedAt: number | null;
  /** Wrote or tapped, and so agreed that the page may know who they are. */
  hasConsented: boolean;
  /** The app that holds the thread; null: nobody does, and every app may write. */
  ownerAppId: string | null;
  isPageTyping: boolean;
  /** How many customer pages show this thread right now. */
  viewers: number;
};

export type ThreadStore = Map<string, Thread>;

export function openThread(
  threads: ThreadStore,
  given: { account: Account; person: Person; personId: string },
): Thread {
  const key = `${given.account.id}:${given.personId}`;
  const known = threads.get(key);
  if (known) return known;
  const thread: Thread = {
    id: `t_${given.account.id}${given.personId}`,
    ...given,
    bubbles: [],
    customerWroteAt: null,
    customerActedAt: null,
    hasConsented: false,
    ownerAppId: null,
    isPageTyping: false,
    viewers: 0,
  };
  threads.set(key, thread);
  return thread;
}

/** Within a thread no two messages bear the same time, as with Meta's. */
function nextTimeIn(thread: Thread, now: number): number {
  const last = thread.bubbles.at(-1)?.at ?? 0;
  return Math.max(now, last + 1);
}

export type NewBubble = Pick<Bubble, "from" | "text"> & Partial<Bubble>;

/** Puts a message into the thread. A customer's opens the window. */
export function addBubble(thread: Thread, given: NewBubble): Bubble {
  const isMessenger = thread.account.platform === "messenger";
  const bubble: Bubble = {
    mid: isMessenger ? newMessengerMid() : newInstagramMid(),
    at: nextTimeIn(thread, Date.now()),
    metadata: null,
    appId: null,
    isDelivered: false,
    isRead: false,
    note: null,
    attachments: [],
    replyTo: null,
    reactions: [],
    tappable: [],
    edits: 0,
    isUnsent: false,
    extras: {},
    ...given,
  };
  thread.bubbles.push(bubble);
  if (bubble.from === "page") return bubble;
  thread.customerWroteAt = Math.max(thread.customerWroteAt ?? 0, bubble.at);
  noteAct(thread, bubble.at);
  thread.hasConsented = true;
  return bubble;
}

/** The customer did what opens the window. */
export function noteAct(thread: Thread, at: number): void {
  thread.customerActedAt = Math.max(thread.customerActedAt ?? 0, at);
}

/** The messages that either side still sees. */
export function visibleBubbles(thread: Thread): Bubble[] {
  return thread.bubbles.filter((bubble) => !bubble.isUnsent);
}
