import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listQuietSubjects } from "#db/queries/alerts.ts";
import { closeAlert } from "./alerts.ts";
import { type AlertKind, OVER_AFTER_QUIET_HOURS } from "./kinds.ts";

/** Closes what nobody has noticed for so long that it counts as over. */
export async function closeQuietAlerts({ db, boss }: { db: Db; boss: PgBoss }): Promise<void> {
  for (const [kind, hours] of Object.entries(OVER_AFTER_QUIET_HOURS) as [AlertKind, number][]) {
    for (const subject of await listQuietSubjects(db, { kind, hours })) {
      await closeAlert(
        { tx: db, boss },
        { kind, subject },
        {
          unless: async (tx) => !(await listQuietSubjects(tx, { kind, hours })).includes(subject),
        },
      );
    }
  }
}
