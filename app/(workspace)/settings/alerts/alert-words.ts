import type { AlertView } from "#lib/forms/views.ts";

/** Keys of the words for each kind of problem; a key holds no dot. */
export const wordsOf = {
  "channel.token-invalid": "tokenInvalid",
  "channel.permission-missing": "permissionMissing",
  "channel.blocked": "blocked",
  "channel.policy": "policy",
  "channel.unsubscribed": "unsubscribed",
  "channel.silent": "silent",
  "events.dead": "eventsDead",
  "replies.failed": "repliesFailed",
  "replies.held": "repliesHeld",
  "replies.unstored": "repliesUnstored",
  "replies.doubled": "repliesDoubled",
  "replies.handover": "repliesHandover",
  "upstream.away": "upstreamAway",
  "upstream.unauthorized": "upstreamUnauthorized",
  "intake.unparsed": "intakeUnparsed",
  "keys.missing": "keysMissing",
  "account.token-invalid": "accountTokenInvalid",
  "account.permission-missing": "accountPermissionMissing",
  "account.expiring": "accountExpiring",
  "account.data-access-ending": "accountDataAccessEnding",
  "channel.instagram-access-off": "instagramAccessOff",
} as const satisfies Record<AlertView["kind"], string>;

/** Codes that say no more than the kind itself. */
const ownCodes: Partial<Record<AlertView["kind"], readonly string[]>> = {
  "channel.token-invalid": ["meta.token-invalid"],
  "channel.permission-missing": ["meta.permission-missing"],
  "channel.blocked": ["meta.blocked"],
  "channel.policy": ["meta.policy-block", "meta.policy-warning"],
  "replies.held": ["replies.unproven"],
  "upstream.away": ["graph.away", "voice-agent.away"],
  "upstream.unauthorized": ["voice-agent.unauthorized", "meta.unauthorized"],
  "keys.missing": ["crypto.key-missing"],
  "account.token-invalid": ["meta.token-invalid"],
  "account.permission-missing": ["meta.permission-missing"],
  "channel.instagram-access-off": ["meta.instagram-access-off"],
};

/** The error behind it, where it adds something. */
export function reasonOf({ kind, code }: AlertView): string | null {
  return code === null || ownCodes[kind]?.includes(code) ? null : code;
}

/** Of what was given up nothing is tried again by itself. */
export function isGivenUp({ kind }: AlertView): boolean {
  return kind === "events.dead" || kind === "replies.failed" || kind === "replies.unstored";
}

/** What the words choose a service's name by; a choice holds no hyphen. */
function upstreamOf({ upstream }: AlertView): "graph" | "voiceAgent" | "other" {
  return upstream === "voice-agent" ? "voiceAgent" : (upstream ?? "other");
}

/** What the words are filled in with. */
export function valuesOf(alert: AlertView) {
  return { upstream: upstreamOf(alert), key: alert.key_id ?? "", person: alert.account_name ?? "" };
}

export type Place = {
  label: "reconnect" | "channel" | "events" | "conversation" | "inbox" | "metaStatus";
  href: string;
};

/** The one place where something can be done about it; null when nobody can do anything here. */
export function placeOf({ kind, channel, conversation_id, upstream }: AlertView): Place | null {
  switch (kind) {
    case "channel.token-invalid":
    case "channel.permission-missing":
    case "keys.missing":
    case "account.token-invalid":
    case "account.permission-missing":
    case "account.expiring":
    case "account.data-access-ending":
      return { label: "reconnect", href: "/settings/integrations" };
    case "channel.blocked":
    case "channel.policy":
    case "channel.unsubscribed":
    case "channel.instagram-access-off":
    case "channel.silent":
      if (channel === null) return { label: "reconnect", href: "/settings/integrations" };
      return { label: "channel", href: `/settings/integrations/${channel.id}` };
    case "events.dead":
    case "replies.unstored":
    case "intake.unparsed":
      return { label: "events", href: "/settings/events" };
    case "replies.failed":
    case "replies.held":
    case "replies.doubled":
    case "replies.handover":
      if (conversation_id === null) return { label: "inbox", href: "/inbox" };
      return { label: "conversation", href: `/inbox/${conversation_id}` };
    case "upstream.away":
      if (upstream !== "graph") return null;
      return { label: "metaStatus", href: "https://metastatus.com/" };
    case "upstream.unauthorized":
      return null;
  }
}
