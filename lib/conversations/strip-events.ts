import type { Db } from "#db/client.ts";
import { listPayloads, replacePayload } from "#db/queries/event-content.ts";
import { eventKeysOf } from "#lib/meta/events/event-keys.ts";

/**
 * Takes what a message said out of the events that told of it: ids, times and flags stay, so that
 * the log still shows that it was there.
 */
export async function stripEvents(tx: Db, message: { pageId: string; mid: string }): Promise<void> {
  for (const { id, payload } of await listPayloads(tx, eventKeysOf(message))) {
    await replacePayload(tx, id, withoutContent(payload));
  }
}

const KEPT: readonly string[] = ["mid", "is_echo", "is_deleted", "num_edit", "app_id"];

function withoutContent(payload: unknown): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) =>
      key === "message" || key === "message_edit" || key === "postback"
        ? [key, flagsOf(value)]
        : [key, value],
    ),
  );
}

function flagsOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => KEPT.includes(key));
  return { ...Object.fromEntries(kept), is_removed: true };
}
