import { PARTS_MAX } from "#lib/forms/outgoing-parts.ts";
import { splitText } from "#lib/forms/split-text.ts";
import { TEXT_MAX, textLength } from "#lib/forms/text-limits.ts";
import type { Platform } from "#lib/forms/views.ts";

export type Length = {
  /** How much fits into the first message; negative when more than one is needed. */
  left: number;
  /** In how many messages the text goes out. */
  parts: number;
  isTooLong: boolean;
};

/** How long a text is for its platform. */
export function lengthOf(text: string, platform: Platform): Length {
  const left = TEXT_MAX[platform] - textLength(text, platform);
  if (left >= 0) return { left, parts: 1, isTooLong: false };
  // What is far beyond all parts is not cut to be counted.
  const isHuge = -left > TEXT_MAX[platform] * PARTS_MAX;
  const parts = isHuge ? PARTS_MAX + 1 : splitText(text, platform).length;
  return { left, parts, isTooLong: parts > PARTS_MAX };
}
