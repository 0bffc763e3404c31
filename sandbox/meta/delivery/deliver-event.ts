import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Account } from "#sandbox/world.ts";
import { escapeJson } from "./escape-json.ts";
import { type Posted, postDelivery } from "./post-delivery.ts";
import { type DeliveryQueue, enqueue, enqueueBackwards } from "./queue.ts";
import { type EventKind, whyNotDelivered } from "./why-not-delivered.ts";

export type MessagingEvent = {
  account: Account;
  personId: string;
  kind: EventKind;
  /** One element of `messaging[]`. */
  event: Record<string, unknown>;
};

export type Underway = {
  /** Why nothing is sent; null when it is. */
  note: string | null;
  /** How the first try ended; null when there was none. */
  firstTry: Promise<Posted | null>;
  /** Whether the app took it in the end. */
  taken: Promise<boolean>;
};

/** Sends an event to the app's callback, again and again until it answers 200, in the person's order. */
export function deliverEvent(sandbox: Sandbox, given: MessagingEvent): Underway {
  const note = sandbox.settings.webhooks_dropped
    ? "webhooks_dropped is on"
    : whyNotDelivered(sandbox, given.account, given.kind);
  const object = given.account.platform === "messenger" ? "page" : "instagram";
  const url = sandbox.subscriptions.app.get(object)?.callbackUrl;
  if (note !== null || url === undefined) {
    return { note, firstTry: Promise.resolve(null), taken: Promise.resolve(false) };
  }
  // Kept here, because a reset gives the sandbox a new queue while this one's lines still empty.
  const queue = sandbox.deliveries;
  const firstTry = Promise.withResolvers<Posted | null>();
  const taken = Promise.withResolvers<boolean>();
  const work = async () => {
    const onFirstTry = firstTry.resolve;
    taken.resolve(await deliverUntilTaken(sandbox, { queue, url, object, given, onFirstTry }));
  };
  if (sandbox.settings.reorder_deliveries) enqueueBackwards(queue, work);
  else enqueue(queue, `${given.account.id}:${given.personId}`, work);
  return { note, firstTry: firstTry.promise, taken: taken.promise };
}

// Meta's own waits are longer; these let a test see a whole outage within seconds.
const waitsMs = [200, 500, 1000, 2000, 5000];
const giveUpAfterMs = 5 * 60_000;

type Work = {
  queue: DeliveryQueue;
  url: string;
  object: string;
  given: MessagingEvent;
  onFirstTry: (posted: Posted | null) => void;
};

async function deliverUntilTaken(sandbox: Sandbox, work: Work): Promise<boolean> {
  const { queue } = work;
  while (sandbox.settings.webhooks_paused && !queue.isCancelled) await sleep(20);
  const startedAt = Date.now();
  const entry = { id: work.given.account.id, time: startedAt, messaging: [work.given.event] };
  const body = escapeJson({ object: work.object, entry: [entry] });
  for (let attempt = 1; !queue.isCancelled; attempt += 1) {
    const copies = 1 + (attempt === 1 ? sandbox.settings.duplicate_deliveries : 0);
    const tries = Array.from({ length: copies }, () =>
      postDelivery(sandbox, { url: work.url, body, attempt }),
    );
    const [first = null] = await Promise.all(tries);
    if (attempt === 1) work.onFirstTry(first);
    if (first?.status === 200) return true;
    if (Date.now() - startedAt > giveUpAfterMs) break;
    await sleep(waitsMs[attempt - 1] ?? 5000);
  }
  work.onFirstTry(null);
  return false;
}
