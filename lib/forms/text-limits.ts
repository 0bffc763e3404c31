import type { Platform } from "./views.ts";

/** Messenger counts characters, Instagram bytes of UTF-8 (docs/wire/meta.md#send-api). */
export const TEXT_MAX: Readonly<Record<Platform, number>> = { facebook: 2_000, instagram: 1_000 };

const utf8 = new TextEncoder();

/** The length of a text as its platform counts it. */
export function textLength(text: string, platform: Platform): number {
  return platform === "instagram" ? utf8.encode(text).byteLength : [...text].length;
}

/** A text as it is sent: without what PostgreSQL cannot hold, and without blank ends. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().trim();
}
