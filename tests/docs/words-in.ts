import en from "#app/_i18n/en.json";

/** What stands at every message. */
const EVERYWHERE: readonly string[] = [en.thread.fromCustomer, en.thread.fromCompany];

const UNREAD = [
  /<style.*?<\/style>/gs,
  /<svg.*?<\/svg>/gs,
  /<time.*?<\/time>/gs,
  /<span aria-hidden="true">.*?<\/span>/gs,
];
const NAMED = /<(?:img|video)\b[^>]*?(?:alt|aria-label)="([^"]*)"[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};

/** The words that somebody reads, or hears, in markup that React made. */
export function wordsIn(html: string): string {
  const read = UNREAD.reduce((text, pattern) => text.replaceAll(pattern, ""), html);
  const pieces = read
    .replaceAll(NAMED, "<b>$1</b>")
    .split(/<[^>]+>/)
    .map((piece) => piece.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity))
    // Which of the spaces stands in a time depends on the version of ICU.
    .map((piece) => piece.replaceAll(/\s+/g, " ").trim())
    .filter((piece) => piece !== "" && !EVERYWHERE.includes(piece));
  return pieces.reduce((all, piece) => `${all}${gap(all)}${piece}`, "");
}

function gap(before: string): string {
  if (before === "") return "";
  return before.endsWith(":") ? " " : " · ";
}
