/** What the pages and routes about people's data show. Types and constants only; safe for the browser. */

/** State of a data deletion that Meta asked for; names nobody. */
export type DeletionView = {
  status: "received" | "done";
  received_at: string;
  completed_at: string | null;
  /** Facebook logins that were deleted with their access. */
  accounts: number;
  /** Channels that no longer have a token of that login. */
  channels: number;
};

/** When this user agreed to the present wording; null when not yet. */
export type ConsentView = { text_version: string; agreed_at: string | null };

/** The company's own documents, or the ones that come with the product. */
export type LegalLinks = { privacy: string; terms: string };

/**
 * Names the wording of `consent` in both languages: a date, and the first letters of its hash. A test
 * fails when the words change and this does not; then everybody is asked again.
 */
export const CONSENT_TEXT_VERSION = "2026-11-26.59136c07";

/** What is kept for how many days where a company has set nothing else. */
export const RETENTION_DAYS = { events: 30, messages: 365, audit: 400 } as const;

export type RetentionDays = Record<keyof typeof RETENTION_DAYS, number>;
