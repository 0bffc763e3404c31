import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitText } from "./split-text.ts";
import { cleanText, TEXT_MAX, textLength } from "./text-limits.ts";

const PLATFORMS = ["facebook", "instagram"] as const;
const FAMILY = "👨‍👩‍👧‍👦";

const graphemes = (text: string) =>
  [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)].map(
    ({ segment }) => segment,
  );

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    FAMILY,
    "🇺🇦🇫🇷",
    "👍🏽",
    "e\u0301\u0323",
    "한국어",
    "שלום עולם",
    "مرحبا بالعالم",
    "สวัสดีชาวโลก",
    "你好世界",
    " ",
    "\n\n",
    "\u00a0",
    "Yes. No! ",
    "https://example.test/a?b=c",
  ),
  fc.constant("ж".repeat(700)),
);
const texts = fc
  .tuple(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }))
  .map(([pieces, times]) => pieces.join("").repeat(times));

describe.each(PLATFORMS)("on %s", (platform) => {
  test("every part fits, none is blank, and only white space at the cuts is dropped", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = splitText(text, platform);
        const whole = cleanText(text);
        let at = 0;
        for (const part of parts) {
          expect(textLength(part, platform)).toBeLessThanOrEqual(TEXT_MAX[platform]);
          expect(part.trim()).not.toBe("");
          const found = whole.indexOf(part, at);
          expect(whole.slice(at, found).trim()).toBe("");
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + part.length;
        }
        expect(whole.slice(at).trim()).toBe("");
      }),
      { numRuns: 150 },
    );
  });

  test("no character that a person sees is cut, unless it is beyond the limit by itself", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const pieces = splitText(text, platform).flatMap(graphemes);
        const whole = graphemes(cleanText(text));
        fc.pre(whole.every((one) => textLength(one, platform) <= TEXT_MAX[platform]));
        expect(pieces.filter(isVisible)).toEqual(whole.filter(isVisible));
      }),
      { numRuns: 150 },
    );
  });

  test("what fits is sent as it is", () => {
    const text = "Hello there.\n\nSecond   line";
    expect(splitText(`  ${text}\n`, platform)).toEqual([text]);
  });

  test.each(["", " \n\0\t ", "\u00a0"])("%j is no message at all", (blank) => {
    expect(splitText(blank, platform)).toEqual([]);
  });

  test("a word of 10,000 letters ends, and is whole again when joined", () => {
    const word = "ж".repeat(10_000);
    const parts = splitText(word, platform);
    expect(parts.join("")).toBe(word);
    expect(parts).toHaveLength(platform === "facebook" ? 5 : 20);
  });

  test("a character larger than a whole message ends too", () => {
    const monster = `a${"\u0301".repeat(6_000)}`;
    expect(splitText(monster, platform).join("")).toBe(monster);
  });

  test("a gap longer than a message is only a gap", () => {
    expect(splitText(`One${" ".repeat(5_000)}two`, platform)).toEqual(["One", "two"]);
  });
});

function isVisible(grapheme: string): boolean {
  return grapheme.trim() !== "";
}

test("families stay together", () => {
  const parts = splitText(FAMILY.repeat(100), "instagram");
  expect(parts.map((part) => graphemes(part).length)).toEqual([40, 40, 20]);
  expect(parts.flatMap(graphemes).every((one) => one === FAMILY)).toBe(true);
});

test.each([
  ["a line's end", `${"a ".repeat(600)}b.\n${"c ".repeat(600)}`, /b\.$/],
  ["a sentence's end", `${"a ".repeat(600)}b.” ${"c ".repeat(600)}`, /b\.”$/],
  ["white space when a line's end comes too early", `a\n${"word ".repeat(500)}`, /word$/],
  ["a word's end where no space parts them", "你好世界".repeat(600), /世界$/],
])("a cut is made at %s", (_where, text, ending) => {
  expect(splitText(text, "facebook")[0]).toMatch(ending);
});

test("a word that ends right at the limit stays whole", () => {
  const word = "x".repeat(999);
  expect(splitText(`${word} ${word} y`, "facebook")).toEqual([`${word} ${word}`, "y"]);
});
