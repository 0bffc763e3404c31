import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { hasTimelyMessageSince, listOpenSilences } from "#db/queries/channel-health.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";

/** A channel is silent no more once a message came in time. */
export async function closeSilenceAlerts({ db, boss }: { db: Db; boss: PgBoss }): Promise<void> {
  for (const { subject, lastSeenAt } of await listOpenSilences(db)) {
    if (!(await hasTimelyMessageSince(db, subject, lastSeenAt))) continue;
    await closeAlert({ tx: db, boss }, { kind: "channel.silent", subject });
  }
}
