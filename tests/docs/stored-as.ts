import type { Becomes, Seen } from "#tests/fixtures/fixture.ts";
import { code, quoted } from "./markdown.ts";

/** What a fixture's test finds in the database and at dm-voice-agent, in words. */
export function storedAs(becomes: Becomes): string {
  const { ignored, others = [], row, changes, told, paused, alert } = becomes;
  const parts = [
    ...(ignored === undefined ? [] : [keptOnly(ignored)]),
    ...others.map(({ kind }) => `beside it ${code(kind)}`),
    ...(row === undefined ? [] : [rowWords(row)]),
    ...(changes === undefined ? [] : [changeWords(changes)]),
    ...(paused === undefined || row === undefined ? [] : [`agent paused by ${code(paused)}`]),
    ...(alert === undefined ? [] : [`alert ${code(alert)}`]),
    ...(told === undefined ? [] : [toldWords(told)]),
  ];
  return parts.length === 0 ? "the event, done" : parts.join("; ");
}

function keptOnly(why: string | null): string {
  return why === null ? "the event alone" : `the event alone: ${code(why)}`;
}

function rowWords({ kind = "message", direction, origin }: Seen): string {
  if (kind === "handover") return `${code(kind)} row`;
  const from = origin == null ? (direction ?? "inbound") : `outbound, from ${code(origin)}`;
  return `${code(kind)} row, ${from}`;
}

function changeWords({ delivery, edits, reactions, isGone }: Seen): string {
  if (isGone) return "the message without its content, marked as taken back";
  if (edits !== undefined) return "the message with its new text and the earlier ones";
  if (reactions !== undefined) {
    return reactions.length === 0
      ? "the message without the reaction"
      : "a reaction of the message";
  }
  return delivery == null ? "" : `how far the answer came: ${code(delivery)}`;
}

function toldWords({ direction, text, kind, summary }: NonNullable<Becomes["told"]>): string {
  const what = direction === "outbound" ? direction : kind && code(kind);
  const parts = [
    ...(what === undefined ? [] : [what]),
    quoted(text),
    ...(summary === undefined ? [] : [`with the summary ${quoted(summary)}`]),
  ];
  return `dm-voice-agent: ${parts.join(", ")}`;
}
