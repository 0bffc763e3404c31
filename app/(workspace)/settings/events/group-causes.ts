import type {
  AttentionView,
  CauseView,
  EventView,
  TroubledMessageView,
} from "#lib/forms/attention-views.ts";
import type { Platform } from "#lib/forms/views.ts";

export type Item =
  | { kind: "event"; id: string; event: EventView }
  | { kind: "message"; id: string; message: TroubledMessageView };

export type Customer = {
  key: string;
  conversationId: string | null;
  externalUserId: string | null;
  channel: { id: string; name: string; platform: Platform } | null;
  /** Oldest first. */
  items: Item[];
};

export type Cause = CauseView & { key: string; customers: Customer[]; listed: number };

/** What is in doubt comes first, then what never came in: both cost more the longer they wait. */
const ORDER: Record<CauseView["status"] | "event", number> = {
  held: 0,
  event: 1,
  dead: 2,
  failed: 3,
  sent: 4,
};

/** Puts what needs a person together by its cause, and within a cause by conversation. */
export function groupCauses({ causes, events, messages }: AttentionView): Cause[] {
  const items: Item[] = [
    ...events.map((event): Item => ({ kind: "event", id: event.id, event })),
    ...messages.map((message): Item => ({ kind: "message", id: message.id, message })),
  ];
  const byCause = Map.groupBy(items, (item) => keyOf(causeOf(item)));
  return causes
    .map((cause) => {
      const own = byCause.get(keyOf(cause)) ?? [];
      return { ...cause, key: keyOf(cause), customers: groupCustomers(own), listed: own.length };
    })
    .filter(({ listed }) => listed > 0)
    .sort((one, other) => rank(one) - rank(other) || other.count - one.count);
}

const rank = ({ kind, status }: CauseView) => ORDER[kind === "event" ? "event" : status];

const keyOf = ({ kind, status, code }: Omit<CauseView, "count">) => `${kind}:${status}:${code}`;

function causeOf(item: Item): Omit<CauseView, "count"> {
  if (item.kind === "event") return { kind: "event", status: "dead", code: item.event.error };
  return { kind: "message", status: item.message.status, code: item.message.error };
}

function groupCustomers(items: readonly Item[]): Customer[] {
  const groups = Map.groupBy(items, (item) => {
    const { channel, external_user_id } = subjectOf(item);
    return `${channel?.id}:${external_user_id ?? item.id}`;
  });
  return [...groups].flatMap(([key, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { channel, external_user_id, conversation_id } = subjectOf(first);
    return {
      key,
      conversationId: conversation_id,
      externalUserId: external_user_id,
      channel,
      items: own.toReversed(),
    };
  });
}

function subjectOf(item: Item): EventView | TroubledMessageView {
  return item.kind === "event" ? item.event : item.message;
}
