/** `unknown`: what the platform shows of a message does not say which of Meta's it is. */
export type Presence = "there" | "absent" | "unknown";

/** The contract sends it as `external_msg_id`; what comes back may be named after Meta's own word. */
const NAMES = ["external_msg_id", "external_message_id", "external_id", "mid"];

/** Looks for a message among those that dm-voice-agent lists, newest ones of the conversation. */
export function findInHistory(messages: unknown[], externalMessageId: string): Presence {
  const named = messages.map(namesOf);
  if (named.some((names) => names.includes(externalMessageId))) return "there";
  return named.every((names) => names.length > 0) ? "absent" : "unknown";
}

function namesOf(message: unknown): unknown[] {
  if (typeof message !== "object" || message === null) return [];
  const row = message as Record<string, unknown>;
  return NAMES.map((name) => row[name]).filter((value) => typeof value === "string");
}
