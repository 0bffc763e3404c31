import type { ALERT_SEVERITIES } from "#db/schema/alerts.ts";

type Severity = (typeof ALERT_SEVERITIES)[number];

/** Every problem that a person is told of. Critical: messages do not come in or go out. */
export const ALERT_SEVERITY = {
  "channel.token-invalid": "critical",
  "channel.permission-missing": "critical",
  "channel.blocked": "critical",
  "channel.unsubscribed": "critical",
  "channel.silent": "warning",
  "events.dead": "critical",
  "replies.failed": "warning",
  "replies.held": "warning",
  "replies.doubled": "critical",
  "upstream.away": "critical",
  "upstream.unauthorized": "critical",
  "intake.unparsed": "warning",
} as const satisfies Record<string, Severity>;

export type AlertKind = keyof typeof ALERT_SEVERITY;

export const ALERT_KINDS = Object.keys(ALERT_SEVERITY) as AlertKind[];

/** False for a kind that another version of the product knows. */
export function isAlertKind(kind: string): kind is AlertKind {
  return Object.hasOwn(ALERT_SEVERITY, kind);
}
