import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// The defects that were found in others' connectors, by number: each is tested somewhere.

const FIRST = 1;
const LAST = 25;

const places = ["app/**", "db/**", "lib/**", "sandbox/**", "server/**", "tests/**"];
/** All but this one, whose samples are no tests. */
const files = globSync(places.map((place) => `${place}/*.{test,spec}.{ts,tsx}`)).filter(
  (file) => file !== "tests/rules/defects.test.ts",
);

const numbersIn = (text: string) =>
  [...text.matchAll(/\b(?:test|describe|it)(?:\.\w+\([^)]*\))?\(\s*["'`]defect (\d+): /g)].map(
    ([, number]) => Number(number),
  );

test("every defect is the title of a test, and no title names another", () => {
  const tested = new Set(files.flatMap((file) => numbersIn(readFileSync(file, "utf8"))));
  const all = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
  expect(all.filter((number) => !tested.has(number))).toEqual([]);
  expect([...tested].filter((number) => !all.includes(number))).toEqual([]);
});

test("the check itself sees titles and nothing else", () => {
  const titles = [
    'test("defect 2: x"',
    "describe(\n  `defect 3: y`",
    'test.each([1, 2])("defect 4: "',
  ];
  expect(numbersIn(titles.join("\n"))).toEqual([2, 3, 4]);
  expect(numbersIn('// defect 5: x\n"defect 6: y"\ntest("defect 7")')).toEqual([]);
});
