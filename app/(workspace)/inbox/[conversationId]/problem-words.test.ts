import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import en from "#app/_i18n/en.json";
import ru from "#app/_i18n/ru.json";
import { checkContent } from "#lib/forms/check-content.ts";
import { CONTENT_PROBLEM_CODES } from "#lib/forms/content-problem.ts";
import { contentShape } from "#lib/forms/outgoing-content.ts";
import { placeOfProblem } from "./place-of-problem.ts";

describe.each([
  ["en", en],
  ["ru", ru],
] as const)("in %s", (locale, messages) => {
  const { where, what } = messages.thread.refused;

  test("every code that a message can be refused for has words, and no other", () => {
    expect(Object.keys(what).sort()).toEqual([...CONTENT_PROBLEM_CODES].sort());
  });

  test("the words can be read, and name the limit where there is one", () => {
    const fail = (error: Error) => {
      throw error;
    };
    const t = createTranslator({ locale, messages, namespace: "thread.refused", onError: fail });
    for (const code of CONTENT_PROBLEM_CODES) {
      const words = t(`what.${code}`, { max: 713 });
      expect(words).not.toBe("");
      expect(words.includes("713"), code).toBe(code.startsWith("too_"));
    }
  });

  test("every part of a message has a name", () => {
    for (const part of Object.keys(contentShape)) {
      expect(where).toHaveProperty(placeOfProblem(part).where);
      expect(where).toHaveProperty(placeOfProblem(`${part}.0`).where);
    }
  });
});

test.each([
  ["text", { where: "text", number: 1 }],
  ["quick_replies", { where: "quick_replies", number: 1 }],
  ["quick_replies.3.title", { where: "quick_reply", number: 4 }],
  ["attachment.url", { where: "file", number: 1 }],
  ["attachments.1", { where: "file", number: 2 }],
  ["images.0.url", { where: "file", number: 1 }],
  ["template.elements.2.buttons.0.title", { where: "card", number: 1 }],
])("%s is found", (field, place) => {
  expect(placeOfProblem(field)).toEqual(place);
});

test("a message that breaks a limit leads to its part", () => {
  const quick_replies = ["Yes", "x".repeat(21)].map((title) => ({
    content_type: "text" as const,
    title,
  }));
  const [problem] = checkContent({ text: "?", quick_replies }, "facebook");
  expect(placeOfProblem(problem?.field ?? "")).toEqual({ where: "quick_reply", number: 2 });
});
