import { and, eq, gte } from "drizzle-orm";
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

/** Whether it was done to the target since then. */
export async function hasAuditEntry(
  db: Db,
  { tenantId, action, target, since }: Omit<Entry, "userId" | "details"> & { since: Date },
): Promise<boolean> {
  const rows = await db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.tenantId, tenantId),
        gte(auditLog.createdAt, since),
        eq(auditLog.action, action),
        eq(auditLog.target, target),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
