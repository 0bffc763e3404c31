import { createTranslator, type IntlError } from "next-intl";
import { expect, test } from "vitest";
import en from "./en.json";
import ru from "./ru.json";

type Tree = { [key: string]: string | Tree };

const english = flatten(en);
const russian = flatten(ru);

test("both languages have the same keys", () => {
  expect([...russian.keys()].sort()).toEqual([...english.keys()].sort());
});

test.each([...english.keys()])("%s takes the same values in both languages", (key) => {
  expect(argumentsOf(russian.get(key) ?? "")).toEqual(argumentsOf(english.get(key) ?? ""));
});

test.each([...russian].filter(([, text]) => text.includes(", plural,")))(
  "%s knows the Russian plural forms",
  (_key, text) => {
    // `failed` in picker.result only tells none from some, so it needs no forms of its own.
    for (const form of ["one {", "few {", "many {", "other {"]) expect(text).toContain(form);
  },
);

test.each([
  ["en", en, english],
  ["ru", ru, russian],
] as const)("every message in %s can be read", (locale, messages, all) => {
  const unreadable: string[] = [];
  for (const key of all.keys()) {
    const onError = ({ code }: IntlError) => {
      if (code === "INVALID_MESSAGE") unreadable.push(key);
    };
    createTranslator({ locale, messages, onError })(key as never);
  }
  expect([...new Set(unreadable)]).toEqual([]);
});

test("no message is empty or left in English", () => {
  for (const [key, text] of russian) {
    expect(text.trim(), key).not.toBe("");
    if (/[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(text.replaceAll(/\{[^{}]*\}/g, ""))) {
      expect.unreachable(`${key}: ${text}`);
    }
  }
});

test("the check itself sees a missing and a renamed value", () => {
  expect(argumentsOf("{count, plural, one {# of {total}} other {#}}")).toEqual(["count", "total"]);
  expect(argumentsOf("Hi <b>{name}</b>")).toEqual(["<b>", "name"]);
  expect(argumentsOf("{count, plural, one {page} other {pages}}")).toEqual(["count"]);
});

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[`${prefix}${key}`, value] as const]
        : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** Names of ICU arguments and tags. Braces open an argument at odd depth and a branch at even depth. */
function argumentsOf(text: string): string[] {
  const names = new Set<string>();
  for (const [tag] of text.matchAll(/<\w+>/g)) names.add(tag);
  let depth = 0;
  for (const [index, letter] of [...text].entries()) {
    if (letter === "}") depth -= 1;
    if (letter !== "{") continue;
    depth += 1;
    const name = /^\s*(\w+)\s*[,}]/.exec([...text].slice(index + 1).join(""))?.[1];
    if (depth % 2 === 1 && name !== undefined) names.add(name);
  }
  return [...names].sort();
}
