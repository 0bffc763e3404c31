import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { hasWaitingHandover } from "#db/queries/ai-pauses.ts";
import { closeAlert } from "./alerts.ts";

/** A teammate answered, or the agent may speak again: closes the alert unless others still wait. */
export async function closeHandoverAlert(
  { db, boss }: { db: Db; boss: PgBoss },
  { tenantId, channelId }: { tenantId: string; channelId: string },
): Promise<void> {
  await closeAlert(
    { tx: db, boss },
    { kind: "replies.handover", subject: channelId },
    { unless: (tx) => hasWaitingHandover(tx, { tenantId, channelId }) },
  );
}
