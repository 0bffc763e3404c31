import type { Account } from "#sandbox/world.ts";
import type { Person } from "#sandbox/world-people.ts";

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
  attachments: unknown[];
};

/** One person and one account. */
export type Thread = {
  id: string;
  account: Account;
  person: Person;
  personId: string;
  bubbles: Bubble[];
  /** When the person last wrote; null: never. Opens the 24-hour window. */
  customerWroteAt: number | null;
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
    isPageTyping: false,
    viewers: 0,
  };
  threads.set(key, thread);
  return thread;
}

/** Within a thread no two messages bear the same time, as with Meta's. */
export function nextTimeIn(thread: Thread, now: number): number {
  const last = thread.bubbles.at(-1)?.at ?? 0;
  return Math.max(now, last + 1);
}
