import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Account } from "#sandbox/world.ts";
import { namesIn } from "./delivery-stats.ts";
import { escapeJson } from "./escape-json.ts";
import { type Posted, postDelivery } from "./post-delivery.ts";
import { type DeliveryQueue, enqueue, enqueueBackwards } from "./queue.ts";
import { type Subject, whyNotDelivered } from "./why-not-delivered.ts";

/** Under which name an entry holds its events. */
type Slot = "messaging" | "standby" | "changes";

/** What goes out in one body. */
export type Outgoing = {
  account: Account;
  kind: Subject;
  /** What stands in the same line keeps its order. */
  line: string;
  /** Elements of the list that the slot names. */
  events: Record<string, unknown>[];
  slot?: Slot;
  /** Stands in place of the account's, as in the dashboard's samples. */
  entryId?: string;
  /** How often it is sent at the same time. */
  copies?: number;
};

export type Underway = {
  /** Why nothing is sent; null when it is. */
  note: string | null;
  /** How the first try ended; null when there was none. */
  firstTry: Promise<Posted | null>;
  /** Whether the app took it in the end. */
  taken: Promise<boolean>;
};

/** Sends events to the app's callback, again and again until it answers 200, in the line's order. */
export function deliverEvents(sandbox: Sandbox, given: Outgoing): Underway {
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
  const notBefore = Date.now() + sandbox.settings.delay_deliveries_ms;
  const work = async () => {
    const onFirstTry = firstTry.resolve;
    const isTaken = await deliverUntilTaken(sandbox, {
      queue,
      url,
      object,
      given,
      notBefore,
      onFirstTry,
    });
    queue.stats.pending -= 1;
    queue.stats[isTaken ? "acknowledged" : "givenUp"] += 1;
    taken.resolve(isTaken);
  };
  queue.stats.pending += 1;
  if (sandbox.settings.reorder_deliveries) enqueueBackwards(queue, work);
  else enqueue(queue, given.line, work);
  return { note, firstTry: firstTry.promise, taken: taken.promise };
}

// Meta's own waits are longer; these let a test see a whole outage within seconds.
const waitsMs = [200, 500, 1000, 2000, 5000];

type Work = {
  queue: DeliveryQueue;
  url: string;
  object: string;
  given: Outgoing;
  /** Epoch ms. */
  notBefore: number;
  onFirstTry: (posted: Posted | null) => void;
};

async function deliverUntilTaken(sandbox: Sandbox, work: Work): Promise<boolean> {
  const { queue, given } = work;
  await waitForTurn(sandbox, work);
  const startedAt = Date.now();
  const { body, messages } = writeBody(sandbox, work);
  for (let attempt = 1; !queue.isCancelled; attempt += 1) {
    // Who is unsubscribed meanwhile does not get what was still tried.
    if (attempt > 1 && whyNotDelivered(sandbox, given.account, given.kind) !== null) break;
    const extra = attempt === 1 ? sandbox.settings.duplicate_deliveries : 0;
    const tries = Array.from({ length: (given.copies ?? 1) + extra }, () =>
      postDelivery(sandbox, { url: work.url, body, messages, attempt }),
    );
    const [first = null] = await Promise.all(tries);
    if (attempt === 1) work.onFirstTry(first);
    if (first?.status === 200) return true;
    if (Date.now() - startedAt >= sandbox.settings.give_up_after_ms) break;
    await sleep(waitsMs[attempt - 1] ?? 5000);
  }
  work.onFirstTry(null);
  return false;
}

async function waitForTurn(sandbox: Sandbox, { queue, notBefore }: Work): Promise<void> {
  while (!queue.isCancelled) {
    const left = notBefore - Date.now();
    if (left <= 0 && !sandbox.settings.webhooks_paused) return;
    // In steps, so that a reset ends it soon.
    await sleep(Math.min(Math.max(left, 50), 1000));
  }
}

function writeBody(sandbox: Sandbox, { given, object }: Work) {
  const events = sandbox.settings.reorder_deliveries ? given.events.toReversed() : given.events;
  const { slot = "messaging", entryId = given.account.id } = given;
  // Only where people write Meta counts milliseconds.
  const isExact = slot !== "changes" && entryId === given.account.id;
  const time = isExact ? Date.now() : Math.floor(Date.now() / 1000);
  const entry = events.map((event) => ({ id: entryId, time, [slot]: [event] }));
  return { body: escapeJson({ object, entry }), messages: namesIn({ entry }) };
}
