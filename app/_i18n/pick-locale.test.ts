import { expect, test } from "vitest";
import { pickLocale } from "./pick-locale.ts";

test("the person's own choice wins over the browser", () => {
  expect(pickLocale("ru", "en-US,en;q=0.9")).toBe("ru");
});

test("without a choice the best-weighted language that we speak wins", () => {
  expect(pickLocale(undefined, "de-DE, en;q=0.4, ru-RU;q=0.8")).toBe("ru");
  expect(pickLocale(undefined, "ru;q=0, en;q=0.1")).toBe("en");
});

test("an unknown cookie, an unknown language and no header end in English", () => {
  expect(pickLocale("tlh", "fr")).toBe("en");
  expect(pickLocale(undefined, null)).toBe("en");
});
