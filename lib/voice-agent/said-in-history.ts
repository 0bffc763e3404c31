/** What a row of dm-voice-agent's list says, without a name by which it could be told from its like. */
export type Said = { direction: "inbound" | "outbound"; text: string };

const DIRECTIONS = new Map<unknown, Said["direction"]>([
  ["inbound", "inbound"],
  ["user", "inbound"],
  ["outbound", "outbound"],
  ["assistant", "outbound"],
]);

/** The contract does not name a row's members: these are its own words, and a model's. */
export function saidIn(row: Record<string, unknown>): Said | null {
  const direction = DIRECTIONS.get(row.direction) ?? DIRECTIONS.get(row.role);
  const text = [row.message_text, row.text, row.content].find((each) => typeof each === "string");
  if (direction === undefined || text === undefined) return null;
  // As PostgreSQL can hold it.
  return { direction, text: text.replaceAll("\0", "").toWellFormed() };
}
