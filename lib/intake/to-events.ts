import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { eventKey, standbyKey } from "#lib/meta/events/event-keys.ts";
import { toConversationKey } from "./conversation-key.ts";
import { type EventKind, isRecord, kindOfEvent } from "./event-kind.ts";

export type NewEvent = {
  id: string;
  platform: string;
  eventType: EventKind | "unparsed" | `change.${string}`;
  pageId: string | null;
  senderId: string | null;
  payload: unknown;
  dedupeKey: string;
  conversationKey: string | null;
  occurredAt: Date;
};

/** Far above Meta's 1,000 updates a delivery; more is kept as one unreadable body. */
const EVENTS_MAX = 20_000;

/**
 * Takes a delivery apart, each event on its own, so that an odd one never costs its neighbours.
 *
 * @param now When the delivery arrived; stands in for times that are missing or absurd.
 * @returns Null when it is not Meta's frame (`{object, entry: []}`).
 */
export function toEvents(body: unknown, now: Date): NewEvent[] | null {
  if (!isRecord(body) || typeof body.object !== "string" || !Array.isArray(body.entry)) return null;
  if (countEvents(body.entry) > EVENTS_MAX) return null;
  const object = body.object;
  return body.entry.flatMap((entry) => eventsOfEntry({ object, entry, now }));
}

const LISTS = ["messaging", "standby", "changes"] as const;

/** What is left of an entry when the lists that could be read are taken out. */
function withoutLists(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(
      ([name, value]) => !(LISTS.some((list) => list === name) && Array.isArray(value)),
    ),
  );
}

/** Before anything is hashed: an endless list must cost nothing. */
function countEvents(entries: unknown[]): number {
  const lengths = entries.map((entry) =>
    isRecord(entry) ? LISTS.reduce((sum, name) => sum + listOf(entry[name]).length, 0) : 0,
  );
  return lengths.reduce((sum, length) => sum + Math.max(1, length), 0);
}

type Place = { object: string; entry: unknown; now: Date };

function eventsOfEntry(place: Place): NewEvent[] {
  const { entry } = place;
  if (!isRecord(entry)) return [toUnknown(place)];

  const messaging = listOf(entry.messaging).map((event) => toEvent(place, event, "messaging"));
  const standby = listOf(entry.standby).map((event) => toEvent(place, event, "standby"));
  const changes = listOf(entry.changes).map((change) => toChange(place, change));
  const events = [...messaging, ...standby, ...changes];
  const isWhole = LISTS.every((name) => entry[name] === undefined || Array.isArray(entry[name]));
  if (isWhole && events.length > 0) return events;
  return [...events, toUnknown(place, events.length > 0 ? withoutLists(entry) : entry)];
}

function toEvent(place: Place, event: unknown, list: "messaging" | "standby"): NewEvent {
  if (!isRecord(event)) return toUnknown(place, event);

  const kind = kindOfEvent(event);
  const eventType = list === "standby" ? "standby" : kind;
  const senderId = idOf(event.sender);
  const customerId = kind === "message_echo" ? idOf(event.recipient) : senderId;
  const pageId = entryId(place);
  return {
    ...base(place, event),
    eventType,
    senderId,
    dedupeKey: dedupeKeyOf({ pageId, kind, isOverheard: list === "standby" }, event),
    conversationKey: keyOf({ pageId, customerId, kind }),
    occurredAt: timeOf([event.timestamp, entryTime(place)], place.now),
  };
}

function toChange(place: Place, change: unknown): NewEvent {
  const field = isRecord(change) && typeof change.field === "string" ? change.field : "unknown";
  const value = isRecord(change) && isRecord(change.value) ? change.value : {};
  return {
    ...base(place, change),
    eventType: `change.${cut(field, 80)}`,
    senderId: idOf(value.sender),
    dedupeKey: `x:${digest([entryId(place), "change", entryTime(place), change])}`,
    conversationKey: null,
    occurredAt: timeOf([value.timestamp, entryTime(place)], place.now),
  };
}

/** Something that we have no name for: kept whole. */
function toUnknown(place: Place, event: unknown = place.entry): NewEvent {
  return {
    ...base(place, event),
    eventType: "unknown",
    senderId: null,
    dedupeKey: `x:${digest([place.object, entryId(place), event])}`,
    conversationKey: null,
    occurredAt: timeOf([entryTime(place)], place.now),
  };
}

function base(place: Place, payload: unknown) {
  return {
    id: uuidv7(),
    platform: place.object === "page" ? "facebook" : cut(place.object, 50),
    pageId: entryId(place),
    payload,
  };
}

/** What concerns a page, or names only a message, is handled in a line of the page's own. */
const WITHOUT_CUSTOMER: readonly EventKind[] = ["message_edit", "app_roles", "policy_enforcement"];

function keyOf({
  pageId,
  customerId,
  kind,
}: {
  pageId: string | null;
  customerId: string | null;
  kind: EventKind;
}): string | null {
  if (pageId === null) return null;
  const externalUserId = customerId ?? (WITHOUT_CUSTOMER.includes(kind) ? "" : null);
  return externalUserId === null
    ? null
    : toConversationKey({ platformPageId: pageId, externalUserId });
}

/** What Meta gives an id is named by it, all else by its content. */
function dedupeKeyOf(
  { pageId, kind, isOverheard }: { pageId: string | null; kind: EventKind; isOverheard: boolean },
  event: Record<string, unknown>,
): string {
  const holder = namingPart(kind, event);
  const mid = toMid(holder.mid);
  const key = mid === null ? null : eventKey(kind, { pageId, mid, numEdit: holder.num_edit });
  if (key !== null) return isOverheard ? standbyKey(key) : key;
  return `x:${digest([pageId, isOverheard ? "standby" : kind, event])}`;
}

function namingPart(kind: EventKind, event: Record<string, unknown>): Record<string, unknown> {
  const part = kind === "postback" || kind === "message_edit" ? event[kind] : event.message;
  return isRecord(part) ? part : {};
}

function toMid(mid: unknown): string | null {
  return (typeof mid === "string" || typeof mid === "number") && mid !== "" ? String(mid) : null;
}

/** SHA-256 over the JSON with sorted keys, so that the order of members makes no difference. */
function digest(value: unknown): string {
  const canonical = JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(byName)) : item,
  );
  return createHash("sha256").update(canonical).digest("hex");
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Half a surrogate pair would be more than PostgreSQL takes. */
function cut(text: string, charactersMax: number): string {
  return text.slice(0, charactersMax).toWellFormed();
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function entryId({ entry }: Place): string | null {
  return isRecord(entry) ? toId(entry.id) : null;
}

function entryTime({ entry }: Place): unknown {
  return isRecord(entry) ? entry.time : undefined;
}

function idOf(person: unknown): string | null {
  return isRecord(person) ? toId(person.id) : null;
}

const ID_CHARACTERS_MAX = 255;

function toId(id: unknown): string | null {
  const text = typeof id === "number" ? String(id) : id;
  return typeof text === "string" && text !== "" && text.length <= ID_CHARACTERS_MAX ? text : null;
}

/** Below this a timestamp is in seconds (Meta's samples have both), above in milliseconds. */
const SECONDS_BELOW = 1e11;
const EARLIEST = Date.UTC(2004, 0);
const AHEAD_MS_MAX = 24 * 60 * 60 * 1_000;

function timeOf(candidates: unknown[], now: Date): Date {
  for (const candidate of candidates) {
    const number = typeof candidate === "string" ? Number(candidate) : candidate;
    if (typeof number !== "number" || !Number.isFinite(number)) continue;
    const time = number < SECONDS_BELOW ? number * 1_000 : number;
    if (time >= EARLIEST && time <= now.getTime() + AHEAD_MS_MAX) return new Date(time);
  }
  return now;
}
