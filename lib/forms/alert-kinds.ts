/** Every problem that a person is told of. */
export const ALERT_KINDS = [
  "channel.token-invalid",
  "channel.permission-missing",
  "channel.blocked",
  "channel.policy",
  "channel.unsubscribed",
  "channel.silent",
  "events.dead",
  "replies.failed",
  "replies.held",
  "replies.unstored",
  "replies.doubled",
  "replies.handover",
  "upstream.away",
  "upstream.unauthorized",
  "intake.unparsed",
  "keys.missing",
  "account.token-invalid",
  "account.permission-missing",
  "account.expiring",
  "account.data-access-ending",
  "channel.instagram-access-off",
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** False for a kind that another version of the product knows. */
export function isAlertKind(kind: string): kind is AlertKind {
  return ALERT_KINDS.some((known) => known === kind);
}
