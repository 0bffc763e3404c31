import { type Said, saidIn } from "./said-in-history.ts";

/** `unknown`: what the platform shows of a message does not say which of Meta's it is. */
type Presence = "there" | "absent" | "unknown";

export type Finding = {
  presence: Presence;
  /** The messages that a full list names: older ones may be there and not in it. Null when it is not full. */
  fullOf: string[] | null;
  /** What the list's rows say, when none of them has a name; null when one has, or nothing can be read. */
  said: Said[] | null;
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
  const rows = messages.map((message) => (isRow(message) ? message : {}));
  const named = rows.map(namesOf);
  const fullOf = messages.length < limit ? null : named.flat();
  if (named.some((names) => names.some((name) => externalIds.includes(name)))) {
    return { presence: "there", fullOf, said: null };
  }
  const isNamed = named.every((names) => names.length > 0);
  const said = named.flat().length > 0 ? [] : rows.map(saidIn).filter((each) => each !== null);
  return {
    presence: isNamed ? "absent" : "unknown",
    fullOf,
    said: said.length === 0 ? null : said,
  };
}

type Row = Record<string, unknown>;

function isRow(message: unknown): message is Row {
  return typeof message === "object" && message !== null;
}

function namesOf(row: Row): string[] {
  return NAMES.map((name) => row[name]).filter((value) => typeof value === "string");
}
