import { messageIdOf } from "#lib/meta/message-id.ts";

/** Kinds of events that are named by the id of their own message. */
const NAMED_BY_MID = [
  "message",
  "message_echo",
  "message_deleted",
  "message_unsupported",
  "postback",
] as const;

/** Meta allows five edits; a little more costs nothing. */
const EDITS_MAX = 10;

/** Another app has the conversation; the same event may come to us in both ways. */
const STANDBY = "standby:";

/** The key of an event that is named by a message; null when its kind is not. */
export function eventKey(
  eventType: string,
  { pageId, mid, numEdit }: { pageId: string | null; mid: string; numEdit?: unknown },
): string | null {
  const key = `${eventType}:${pageId ?? ""}:${messageIdOf(mid)}`;
  if (NAMED_BY_MID.some((kind) => kind === eventType)) return key;
  const isCounted = typeof numEdit === "number" || typeof numEdit === "string";
  return eventType === "message_edit" && isCounted ? `${key}:${numEdit}` : null;
}

export function standbyKey(key: string): string {
  return `${STANDBY}${key}`;
}

/** The keys of all events that tell what a message said. */
export function eventKeysOf({ pageId, mid }: { pageId: string; mid: string }): string[] {
  const edits = Array.from({ length: EDITS_MAX }, (_, at) =>
    eventKey("message_edit", { pageId, mid, numEdit: at + 1 }),
  );
  const keys = [...NAMED_BY_MID.map((kind) => eventKey(kind, { pageId, mid })), ...edits];
  return keys.filter((key) => key !== null).flatMap((key) => [key, standbyKey(key)]);
}
