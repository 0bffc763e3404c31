/** `unknown`: what the platform shows of a message does not say which of Meta's it is. */
type Presence = "there" | "absent" | "unknown";

export type Finding = {
  presence: Presence;
  /** The messages that a full list names: older ones may be there and not in it. Null when it is not full. */
  fullOf: string[] | null;
};

/** The contract sends it as `external_msg_id`; what comes back may be named after Meta's own word. */
const NAMES = ["external_msg_id", "external_message_id", "external_id", "mid"];

/**
 * Looks for a message among those that dm-voice-agent lists, newest ones of the conversation.
 *
 * @param externalIds Every name under which it may have been stored.
 * @param limit How many the list holds at most.
 */
export function findInHistory(
  messages: unknown[],
  externalIds: readonly string[],
  limit: number,
): Finding {
  const named = messages.map(namesOf);
  const fullOf = messages.length < limit ? null : named.flat();
  if (named.some((names) => names.some((name) => externalIds.includes(name)))) {
    return { presence: "there", fullOf };
  }
  const isNamed = named.every((names) => names.length > 0);
  return { presence: isNamed ? "absent" : "unknown", fullOf };
}

function namesOf(message: unknown): string[] {
  if (typeof message !== "object" || message === null) return [];
  const row = message as Record<string, unknown>;
  return NAMES.map((name) => row[name]).filter((value) => typeof value === "string");
}
