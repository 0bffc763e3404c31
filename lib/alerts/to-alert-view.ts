import type { AlertWithChannel } from "#db/queries/alert-list.ts";
import { isAlertKind } from "#lib/forms/alert-kinds.ts";
import type { AlertView } from "#lib/forms/views.ts";

/** Null for a kind that this version has no words for. */
export function toAlertView(row: AlertWithChannel): AlertView | null {
  const { id, kind, severity, code, seen, subject } = row;
  if (!isAlertKind(kind)) return null;
  const isUpstream = subject === "graph" || subject === "voice-agent";
  return {
    id,
    kind,
    severity,
    code,
    channel: toChannel(row),
    upstream: isUpstream ? subject : null,
    conversation_id: row.conversationId,
    key_id: kind === "keys.missing" ? subject : null,
    account_name: row.accountName,
    seen,
    opened_at: row.openedAt.toISOString(),
    last_seen_at: row.lastSeenAt.toISOString(),
    closed_at: row.closedAt?.toISOString() ?? null,
  };
}

function toChannel({ subject, channelName, platform }: AlertWithChannel): AlertView["channel"] {
  if (channelName === null || platform === null) return null;
  return { id: subject, name: channelName, platform };
}
