import { HTTPException } from "hono/http-exception";
import type { Underway } from "#sandbox/meta/delivery/deliver-event.ts";
import { type Bubble, type Thread, visibleBubbles } from "#sandbox/state/threads.ts";

/** What came of an event that was asked for. */
export type Outcome = { underway: Underway; mid?: string };

export function impossible(message: string): HTTPException {
  return new HTTPException(422, { message });
}

/** The message of this mid, or the newest that fits; throws 422 when there is none. */
export function findBubble(thread: Thread, mid: string | undefined, from?: Bubble["from"]): Bubble {
  const bubble = visibleBubbles(thread).findLast(
    (each) => (mid === undefined || each.mid === mid) && (from === undefined || each.from === from),
  );
  if (bubble) return bubble;
  const whose = from === undefined ? "" : ` of the ${from}`;
  throw impossible(
    mid === undefined ? `There is no message${whose} yet` : `No message ${mid}${whose}`,
  );
}
