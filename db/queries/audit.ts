import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema/audit-log.ts";

type Entry = Pick<typeof auditLog.$inferInsert, "tenantId" | "userId" | "action" | "target"> & {
  /** Ids, codes and counts only. */
  details?: Record<string, string | number>;
};

/** Keeps who did what. */
export async function insertAuditEntry(db: Db, entry: Entry): Promise<void> {
  await db.insert(auditLog).values(entry);
}
