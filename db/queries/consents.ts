import { and, desc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { consents } from "#db/schema/consents.ts";

type Consent = typeof consents.$inferSelect;
type By = { tenantId: string; userId: string; textVersion: string };

/** When the user agreed to this wording; null when not yet. */
export async function findConsent(
  db: Db,
  { tenantId, userId, textVersion }: By,
): Promise<Pick<Consent, "createdAt"> | null> {
  const [row] = await db
    .select({ createdAt: consents.createdAt })
    .from(consents)
    .where(
      and(
        eq(consents.tenantId, tenantId),
        eq(consents.userId, userId),
        eq(consents.textVersion, textVersion),
      ),
    )
    .orderBy(desc(consents.createdAt))
    .limit(1);
  return row ?? null;
}

export async function insertConsent(db: Db, consent: By & { locale: string }): Promise<Date> {
  const [row] = await db
    .insert(consents)
    .values(consent)
    .returning({ createdAt: consents.createdAt });
  if (row === undefined) throw new Error("No consent was added");
  return row.createdAt;
}
