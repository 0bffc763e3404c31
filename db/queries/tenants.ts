import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tenants } from "#db/schema/tenants.ts";

/** The company's id; null when there is none of that name. */
export async function findTenantId(db: Db, name: string): Promise<string | null> {
  const [row] = await db.select({ id: tenants.id }).from(tenants).where(eq(tenants.name, name));
  return row?.id ?? null;
}

export async function findTenant(db: Db, id: string): Promise<typeof tenants.$inferSelect | null> {
  const [row] = await db.select().from(tenants).where(eq(tenants.id, id));
  return row ?? null;
}

/** False when it was so before. */
export async function setSendingPaused(
  db: Db,
  { tenantId, isPaused }: { tenantId: string; isPaused: boolean },
): Promise<boolean> {
  const { sendingPausedAt } = tenants;
  const rows = await db
    .update(tenants)
    .set({ sendingPausedAt: isPaused ? sql`now()` : null })
    .where(
      and(
        eq(tenants.id, tenantId),
        isPaused ? isNull(sendingPausedAt) : isNotNull(sendingPausedAt),
      ),
    )
    .returning({ id: tenants.id });
  return rows.length === 1;
}

export async function listTenantIds(db: Db): Promise<string[]> {
  const rows = await db.select({ id: tenants.id }).from(tenants);
  return rows.map(({ id }) => id);
}

/** The company's own documents, and how long it keeps what; null where it has set nothing. */
export async function findLegalSettings(db: Db, id: string) {
  const [row] = await db
    .select({
      privacyUrl: tenants.privacyUrl,
      termsUrl: tenants.termsUrl,
      events: tenants.retentionEventDays,
      messages: tenants.retentionMessageDays,
      audit: tenants.retentionAuditDays,
    })
    .from(tenants)
    .where(eq(tenants.id, id));
  return row ?? null;
}
