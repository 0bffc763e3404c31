import type { MessageView, Platform } from "./views.ts";

/** What the event log and the list of what needs a person show. Types only; never a token. */

export type EventStatus = "received" | "processed" | "ignored" | "failed" | "dead";

type ChannelName = { id: string; name: string; platform: Platform };

/** One event that Meta sent, without what was in it. */
export type EventView = {
  id: string;
  /** Such as `message` or `change.feed`. */
  type: string;
  status: EventStatus;
  /** `gap-repair`: fetched from Meta's lists, because Meta never delivered it. */
  source: "webhook" | "gap-repair";
  /** A code such as `voice-agent.unavailable`; the screens have the words. */
  error: string | null;
  attempts: number;
  /** The page's or Instagram account's id at Meta. */
  page_id: string | null;
  channel: ChannelName | null;
  /** The customer's id at Meta. */
  external_user_id: string | null;
  conversation_id: string | null;
  occurred_at: string;
  received_at: string;
  processed_at: string | null;
  retry_at: string | null;
  may_replay: boolean;
};

/** `next_cursor` is null on the last page. */
export type EventsPage = { events: EventView[]; next_cursor: string | null };

export type EventDetailView = EventView & {
  delivery_id: string;
  payload: unknown;
  /** False when some letters of the payload could not be kept as Meta sent them. */
  is_faithful: boolean;
};

export type TroubledMessageView = Pick<
  MessageView,
  "id" | "handled_by" | "text" | "attachments" | "error" | "occurred_at"
> & {
  /** `sent`: the customer has it, dm-voice-agent does not. */
  status: "failed" | "dead" | "held" | "sent";
  conversation_id: string;
  channel: ChannelName;
  external_user_id: string;
  /** The conversation went on; sent now it would come too late. */
  is_superseded: boolean;
};

export type CauseView = {
  kind: "event" | "message";
  status: TroubledMessageView["status"];
  code: string | null;
  /** All of them, also those that are not listed. */
  count: number;
};

/** Newest first, as many as a screen takes; `causes` counts all. */
export type AttentionView = {
  causes: CauseView[];
  events: EventView[];
  messages: TroubledMessageView[];
};

export type ReplayOutcome =
  | "replayed"
  | "not_found"
  | "event_not_replayable"
  | "message_not_replayable"
  | "message_superseded";

export type DecisionOutcome = "done" | "not_found" | "message_settled" | "message_superseded";
