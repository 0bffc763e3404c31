import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONSENT_TEXT_VERSION } from "./privacy.ts";

type Words = { consent: { wording: unknown } };

const wordingOf = (locale: string) =>
  (JSON.parse(readFileSync(`app/_i18n/${locale}.json`, "utf8")) as Words).consent.wording;

test("a change of the words that people agree to is a new version", () => {
  const words = JSON.stringify([wordingOf("en"), wordingOf("ru")]);
  const hash = createHash("sha256").update(words).digest("hex").slice(0, 8);
  expect(CONSENT_TEXT_VERSION).toMatch(/^\d{4}-\d{2}-\d{2}\.[0-9a-f]{8}$/);
  expect(CONSENT_TEXT_VERSION.slice(-8)).toBe(hash);
});
