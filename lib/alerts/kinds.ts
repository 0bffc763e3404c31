import type { ALERT_SEVERITIES } from "#db/schema/alerts.ts";
import type { AlertKind } from "#lib/forms/alert-kinds.ts";

export type { AlertKind } from "#lib/forms/alert-kinds.ts";

type Severity = (typeof ALERT_SEVERITIES)[number];

/** Critical: messages do not come in or go out. */
export const ALERT_SEVERITY = {
  "channel.token-invalid": "critical",
  "channel.permission-missing": "critical",
  "channel.blocked": "critical",
  "channel.policy": "critical",
  "channel.unsubscribed": "critical",
  "channel.silent": "warning",
  "events.dead": "critical",
  "replies.failed": "warning",
  "replies.held": "warning",
  "replies.unstored": "warning",
  "replies.doubled": "critical",
  "replies.handover": "warning",
  "upstream.away": "critical",
  "upstream.unauthorized": "critical",
  "intake.unparsed": "warning",
  "keys.missing": "critical",
  "account.token-invalid": "critical",
  "account.permission-missing": "warning",
  "account.expiring": "warning",
  "account.data-access-ending": "warning",
  "channel.instagram-access-off": "critical",
} as const satisfies Record<AlertKind, Severity>;

/**
 * Hours without a sign after which a problem counts as over: for those whose end nobody sees, and for
 * one whose observer may have died. The others are closed by who sees the end.
 */
export const OVER_AFTER_QUIET_HOURS = {
  // Its page is asked again every half hour at most.
  "channel.blocked": 2,
  // Meta says when a block ends, and never that a warning did.
  "channel.policy": 7 * 24,
  "intake.unparsed": 24,
  "replies.doubled": 7 * 24,
  // Said again every minute while it lasts.
  "upstream.away": 0.25,
  "upstream.unauthorized": 0.5,
} as const satisfies Partial<Record<AlertKind, number>>;
