import { cleanText, TEXT_MAX, textLength } from "./text-limits.ts";
import type { Platform } from "./views.ts";

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const words = new Intl.Segmenter("und", { granularity: "word" });

/** A sentence's end, with the quotes and brackets that may close it. */
const SENTENCE_END = /[.!?…。！？]["'»”’)\]]*$/u;

/**
 * The messages in which a text is sent: each within the platform's limit, none blank, none for a
 * blank text. A cut is made where the reader pauses: at a line's end or a sentence's if that fills at
 * least half of a message, else at white space, else between words that no space parts, else between
 * two characters as a person sees them. A character that is itself beyond the limit is cut between
 * code points. What the cuts drop is the white space at them and nothing else.
 */
export function splitText(text: string, platform: Platform): string[] {
  const max = TEXT_MAX[platform];
  const units = unitsOf(cleanText(text), platform);
  const parts: string[] = [];
  for (let at = 0; at < units.length; ) {
    if (isBlank(units[at])) {
      at += 1;
      continue;
    }
    const fitting = endOfFitting(units, at, max);
    const end = fitting === units.length ? fitting : pauseBefore(units, at, fitting);
    parts.push(joined(units, at, end));
    at = end;
  }
  return parts;
}

type Unit = { text: string; size: number };

/** What is never cut, with its size as the platform counts. */
function unitsOf(text: string, platform: Platform): Unit[] {
  const toUnit = (piece: string): Unit => ({ text: piece, size: textLength(piece, platform) });
  return [...graphemes.segment(text)].flatMap(({ segment }) => {
    const unit = toUnit(segment);
    return unit.size <= TEXT_MAX[platform] ? [unit] : [...segment].map(toUnit);
  });
}

function endOfFitting(units: readonly Unit[], from: number, max: number): number {
  let size = 0;
  for (let at = from; at < units.length; at += 1) {
    size += units[at]?.size ?? 0;
    if (size > max) return at;
  }
  return units.length;
}

/** The best place for a cut after `from` and not after `last`. */
function pauseBefore(units: readonly Unit[], from: number, last: number): number {
  const half = from + Math.ceil((last - from) / 2);
  const gaps = range(from + 1, last).filter((at) => isBlank(units[at]));
  const late = gaps.filter((at) => at >= half);
  return (
    late.find((at) => units[at]?.text.includes("\n")) ??
    late.find((at) => SENTENCE_END.test(joined(units, Math.max(from, at - 4), at))) ??
    gaps.find((at) => !isBlank(units[at - 1])) ??
    wordsEnd(units, half, last) ??
    last
  );
}

/** Downwards: the latest cut leaves the fewest messages. */
function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, back) => last - back);
}

/** The last end of a word from `from` to `last`, for scripts that put no spaces between words. */
function wordsEnd(units: readonly Unit[], from: number, last: number): number | null {
  const ends = new Map<number, number>();
  let length = 0;
  for (let at = from; at < last; at += 1) {
    length += units[at]?.text.length ?? 0;
    ends.set(length, at + 1);
  }
  const text = joined(units, from, Math.min(units.length, last + LOOK_AHEAD), { trims: false });
  let found: number | null = null;
  for (const { index } of words.segment(text)) found = ends.get(index) ?? found;
  return found;
}

/** So that the word at the limit is seen whole enough to tell where it ends. */
const LOOK_AHEAD = 20;

function joined(
  units: readonly Unit[],
  from: number,
  to: number,
  { trims = true }: { trims?: boolean } = {},
): string {
  let end = to;
  while (trims && end > from && isBlank(units[end - 1])) end -= 1;
  return units
    .slice(from, end)
    .map(({ text }) => text)
    .join("");
}

function isBlank(unit: Unit | undefined): boolean {
  return unit !== undefined && unit.text.trim() === "";
}
