import { describe, expect, test } from "vitest";
import { createSequence, readLine, writeLine } from "./relay-line.ts";

const line = (count: number, notice: string | null = null, relay = "a") => ({
  relay,
  count,
  notice,
});

describe("a line", () => {
  test.each([line(0), line(7, '{"text":"with spaces\\nand lines\n"}')])("%j comes back", (told) => {
    expect(readLine(writeLine(told))).toEqual(told);
  });

  test.each(["", "a", "a b c", "a 1", "a -1 x", " 1 x", `a ${"9".repeat(16)} x`])(
    "%j is none",
    (text) => {
      expect(readLine(text)).toBeNull();
    },
  );
});

describe("a sequence", () => {
  const follow = (...lines: Parameters<typeof line>[]) => {
    const follows = createSequence();
    return lines.map((told) => follows(line(...told)));
  };

  test("has no gap while each notice counts one more and beats none", () => {
    expect(follow([3], [4, "x"], [4], [5, "y"], [5])).toEqual([true, true, true, true, true]);
  });

  test("has one where a notice or its beat was missed, once", () => {
    expect(follow([3], [5, "y"], [5])).toEqual([true, false, true]);
    expect(follow([3], [4], [4])).toEqual([true, false, true]);
  });

  test("has one where another relay takes over, whatever it counts", () => {
    expect(follow([3], [3, null, "b"], [3, null, "b"])).toEqual([true, false, true]);
  });
});
