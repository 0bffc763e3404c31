import type { RetentionDays } from "./privacy.ts";

/** What the routes say about keeping and erasing data. Types only; safe for the browser. */

/** The erasing of one customer; says nothing of who it was. */
export type ErasureView = {
  id: string;
  status: "running" | "done";
  /** What became of the part that dm-voice-agent keeps. */
  remote: "pending" | "erased" | "not_configured" | "refused";
  /** The code of the last error there. */
  error: string | null;
  messages: number;
  events: number;
  /** Null once that login is gone. */
  requested_by: string | null;
  created_at: string;
  completed_at: string | null;
};

/** How much is older than it is kept. */
export type RetentionCounts = {
  events: number;
  messages: number;
  conversations: number;
  audit: number;
  alerts: number;
};

export type PrivacyView = {
  /** After so many days what is older is deleted. */
  retention: RetentionDays;
  default_retention: RetentionDays;
  privacy_url: string | null;
  terms_url: string | null;
  /** Whether dm-voice-agent can be asked to erase a contact. */
  can_erase_at_voice_agent: boolean;
  erasures: ErasureView[];
};
