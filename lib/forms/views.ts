/** What the routes answer and the screens show. Types only; safe for the browser; never a token. */

import type { AlertKind } from "./alert-kinds.ts";
import type { ContentProblem } from "./content-problem.ts";
import type { CustomerView, PausedView } from "./conversation-views.ts";
import type {
  AttachmentView,
  MessageDetails,
  MessageKind,
  MessageOrigin,
  QuotedView,
} from "./message-views.ts";
import type { WindowView } from "./messaging-window.ts";

export type Platform = "facebook" | "instagram";

export type InstagramAccountView = { id: string; username: string; picture_url: string | null };

export type PageView = {
  page_id: string;
  page_name: string;
  category: string | null;
  picture_url: string | null;
  instagram_account: InstagramAccountView | null;
  /** The tenant already serves this page's Messenger. */
  connected: boolean;
  /** The tenant already serves the linked Instagram account. */
  instagram_connected: boolean;
  /** Why the page cannot be connected; null when it can. */
  blocked_by: "no_messaging_task" | "no_moderation_task" | "no_token" | null;
};

export type PagesView = {
  /** Null when the tenant has no Facebook account yet. */
  account: { name: string | null; connected_at: string } | null;
  pages: PageView[];
  instagram_accounts: InstagramAccountView[];
  missing_permissions: string[];
};

export type ChannelView = {
  id: string;
  /** dm-voice-agent's id; null until its step succeeded. */
  channel_id: string | null;
  platform: Platform;
  platform_page_id: string;
  name: string;
  picture_url: string | null;
  status:
    | "connecting"
    | "active"
    | "degraded"
    | "reauthorization_required"
    | "paused"
    | "disconnected"
    | "error";
  failed_step: "voice_agent_channel" | "page_subscription" | null;
  /** A code such as `meta.token-invalid`; the screens have the words. */
  last_error: string | null;
  agent_id: string | null;
  ai_enabled: boolean;
  /** Whether somebody's answer in Meta's own inbox silences the agent in that conversation. */
  pause_on_page_answer: boolean;
  /** Why nothing is sent, by whoever wrote it; null when sending is on. */
  sending_stopped: "disconnected" | "channel" | "company" | null;
  created_at: string;
};

export type ConversationView = {
  id: string;
  channel: { id: string; name: string; platform: Platform };
  external_user_id: string;
  customer: CustomerView;
  last_message_at: string;
  last_message_text: string;
  /** An answer of the agent is on its way. */
  answering: boolean;
  /** Who keeps the agent silent here; null when it answers. */
  paused: PausedView | null;
  window: WindowView;
};

export type MessageView = {
  id: string;
  direction: "inbound" | "outbound";
  handled_by: "facebook_webhook" | "ai_agent" | "human_agent";
  /** `message` and `postback` are said by somebody; the others are things that happened. */
  kind: MessageKind;
  /** Where it was written, for the page's messages that did not come from us. */
  origin: MessageOrigin | null;
  /** Null when the message has attachments only. The new text of an edit, a postback's title. */
  text: string | null;
  attachments: AttachmentView[];
  details: MessageDetails;
  /** What it answers, edits, takes back or reacts to. */
  target: QuotedView | null;
  /** Earlier texts, oldest first, and since when each was there. */
  edits: { text: string | null; at: string }[];
  reactions: { by: "customer" | "page"; reaction: string | null; emoji: string | null }[];
  /** Its writer took it back: what it said is gone here too. */
  deleted_at: string | null;
  status: "received" | "queued" | "sending" | "sent" | "failed" | "dead" | "held";
  /** It reached us after newer ones. */
  is_late: boolean;
  /** How far it came; null unless it was sent. */
  delivery: "sent" | "delivered" | "read" | null;
  /** A code such as `meta.outside-window`; the screens have the words. */
  error: string | null;
  agent_id: string | null;
  /** The teammate who wrote it. */
  author: string | null;
  /** Its sender's own id, for a teammate's answer. */
  client_id: string | null;
  occurred_at: string;
  sent_at: string | null;
};

type AnswerRefusal =
  | "not_found"
  | "client_id_taken"
  | "content_refused"
  | "channel_disconnected"
  | "channel_paused"
  | "outside_window";

/** What becomes of a teammate's answer. `known`: the same one was written before. */
export type AnswerOutcome =
  | { status: "written" | "known"; message: MessageView }
  | { status: "refused"; code: Exclude<AnswerRefusal, "content_refused"> }
  | { status: "refused"; code: "content_refused"; problems: ContentProblem[] };

/** `next_cursor` is null on the last page. */
export type ConversationsPage = { conversations: ConversationView[]; next_cursor: string | null };

/** Newest first. */
export type MessagesPage = { messages: MessageView[]; next_cursor: string | null };

export type AlertView = {
  id: string;
  kind: AlertKind;
  severity: "warning" | "critical";
  /** The code of the last error behind it; the screens have the words. */
  code: string | null;
  /** Null when it concerns none, or one that was removed. */
  channel: { id: string; name: string; platform: Platform } | null;
  /** The service that is in trouble, for `upstream.*`. */
  upstream: "graph" | "voice-agent" | null;
  /** Where a person decides, for replies that wait for one. */
  conversation_id: string | null;
  /** The encryption key that is missing, for `keys.missing`. */
  key_id: string | null;
  /** Whose login it concerns, for `account.*`; null when that person has no name. */
  account_name: string | null;
  /** How often it was noticed while open; at most once in ten seconds counts. */
  seen: number;
  opened_at: string;
  last_seen_at: string;
  closed_at: string | null;
};

/** Open ones first, then closed ones; each newest first. */
export type AlertsPage = { alerts: AlertView[]; open_count: number; next_cursor: string | null };

/** Somebody's Facebook login that serves the company. */
export type LoginView = {
  id: string;
  /** Null when the person has none. */
  name: string | null;
  status: "active" | "reauthorization_required" | "revoked";
  /** Why it is not `active`: a code; the screens have the words. */
  last_error: string | null;
  connected_at: string;
  /** When Meta was last asked about it; null when not yet. */
  checked_at: string | null;
  /** Null when it has no end. Days are whole ones, counted down to 0. */
  works_until: { at: string; days: number } | null;
  /** Until when Meta shows customers' profiles to it; null when without end or unknown. */
  profiles_until: { at: string; days: number } | null;
  /** How many pages it covers; null when Meta names none, which is all of that person's. */
  pages: number | null;
  /** How many channels work by it. */
  channels: number;
  missing_permissions: string[];
};

/** What changed, for the screens to read again. */
export type LiveUpdate =
  | { type: "message"; conversation_id: string }
  | { type: "channel"; channel_id: string }
  | { type: "alert" }
  /** Sending was stopped or let go on for the whole company. */
  | { type: "sending" };

/** What `/api/stream` sends as `data:` lines. `resync`: updates were missed, anything may have changed. */
export type LiveNews = LiveUpdate | { type: "resync" };

/** What the callback page tells the page that opened it. */
export type ConnectNews =
  | { type: "FACEBOOK_AUTH_SUCCESS"; account_id: string }
  | { type: "FACEBOOK_AUTH_ERROR"; error: string };
