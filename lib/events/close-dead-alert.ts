import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { hasDeadEvents } from "#db/queries/dead-events.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";

/** Closes the alert of a channel that has no dead event any more. */
export async function closeDeadAlert(
  { db, boss }: { db: Db; boss: PgBoss },
  { tenantId, channelId, pageId }: { tenantId: string; channelId: string; pageId: string },
): Promise<void> {
  const unless = (tx: Db) => hasDeadEvents(tx, { tenantId, pageId });
  await closeAlert({ tx: db, boss }, { kind: "events.dead", subject: channelId }, { unless });
}
