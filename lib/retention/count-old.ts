import type { Db } from "#db/client.ts";
import {
  countOldAlerts,
  countOldAudit,
  countOldConversations,
  countOldEvents,
  countOldMessages,
} from "#db/queries/retention.ts";
import type { RetentionDays } from "#lib/forms/privacy.ts";
import type { RetentionCounts } from "#lib/forms/privacy-views.ts";

/** What would be deleted if it were kept for so long; deletes nothing. */
export async function countOld(
  db: Db,
  tenantId: string,
  days: RetentionDays,
): Promise<RetentionCounts> {
  const kept = (what: keyof RetentionDays) => ({ tenantId, days: days[what] });
  const [events, messages, conversations, audit, alerts] = await Promise.all([
    countOldEvents(db, kept("events")),
    countOldMessages(db, kept("messages")),
    countOldConversations(db, kept("messages")),
    countOldAudit(db, kept("audit")),
    countOldAlerts(db, kept("audit")),
  ]);
  return { events, messages, conversations, audit, alerts };
}
