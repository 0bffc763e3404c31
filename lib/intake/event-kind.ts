/**
 * Kinds with a key of their own, in the order in which Meta's events are told apart: there is no
 * type field, so the first key that exists decides.
 */
const KEYS = [
  "message_edit",
  "postback",
  "reaction",
  "read",
  "delivery",
  "referral",
  "optin",
  "account_linking",
  "pass_thread_control",
  "take_thread_control",
  "request_thread_control",
  "app_roles",
  "policy_enforcement",
  "messaging_feedback",
  "response_feedback",
  "order",
  "form",
] as const;

/** What an entry of `messaging[]` or `standby[]` may be about. */
export const EVENT_KINDS = [
  "message",
  "message_echo",
  "message_deleted",
  "message_unsupported",
  ...KEYS,
  "standby",
  "unknown",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export function kindOfEvent(event: Record<string, unknown>): EventKind {
  const { message } = event;
  if (isRecord(message)) {
    if (isSet(message.is_echo)) return "message_echo";
    if (isSet(message.is_deleted)) return "message_deleted";
    if (isSet(message.is_unsupported)) return "message_unsupported";
    return "message";
  }
  return KEYS.find((key) => event[key] !== undefined) ?? "unknown";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any sign of an echo counts: answering ourselves is worse than not answering. */
export function isSet(flag: unknown): boolean {
  return flag !== undefined && flag !== null && flag !== false && flag !== "false" && flag !== 0;
}
