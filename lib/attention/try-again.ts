import { replayEventsById } from "#lib/events/replay-events.ts";
import type { ReplayOutcome } from "#lib/forms/attention-views.ts";
import type { Actor, Needs } from "./actor.ts";
import { replayMessage } from "./replay-message.ts";

type Item = { kind: "event" | "message"; id: string };

/** Tries several things again, the oldest first; one that is refused stops no other. */
export async function tryAgain(
  needs: Needs,
  actor: Actor,
  items: readonly Item[],
): Promise<{ id: string; outcome: ReplayOutcome }[]> {
  const idsOf = (kind: Item["kind"]) =>
    items.flatMap((item) => (item.kind === kind ? [item.id] : [])).sort();
  const events: Map<string, ReplayOutcome> = await replayEventsById(needs, actor, idsOf("event"));
  const outcomes = [...events].map(([id, outcome]) => ({ id, outcome }));
  // Our ids sort by time of creation.
  for (const id of idsOf("message")) {
    outcomes.push({ id, outcome: await replayMessage(needs, actor, id) });
  }
  return outcomes;
}
