import { offeredActions } from "#app/_ui/offered-actions.ts";
import type { Item } from "./group-causes.ts";

/** Whether it can simply be tried again, without a decision of its own. */
export function isRepeatable(item: Item): boolean {
  if (item.kind === "event") return item.event.may_replay;
  const { message } = item;
  const offered = offeredActions({ ...message, isSuperseded: message.is_superseded });
  return offered.includes("try-again") || offered.includes("store-again");
}
