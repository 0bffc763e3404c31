import { and, desc, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { type Erasure, erasures } from "#db/schema/erasures.ts";
import { users } from "#db/schema/tenants.ts";

export async function findErasure(db: Db, id: string): Promise<Erasure | null> {
  const [row] = await db.select().from(erasures).where(eq(erasures.id, id));
  return row ?? null;
}

/** The one that is at work on a conversation. */
export async function findRunningErasure(
  db: Db,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): Promise<Erasure | null> {
  const [row] = await db
    .select()
    .from(erasures)
    .where(
      and(
        eq(erasures.tenantId, tenantId),
        sql`${erasures.status} = 'running'`,
        sql`${erasures.subject} ->> 'conversationId' = ${conversationId}`,
      ),
    )
    .limit(1);
  return row ?? null;
}

/** One request at a time about a conversation. @returns False when it is not there. */
export async function lockForErasing(
  tx: Db,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, id)))
    .for("no key update");
  return rows.length === 1;
}

export async function insertErasure(
  tx: Db,
  erasure: { tenantId: string; userId: string; subject: Record<string, string> },
): Promise<Erasure> {
  const [row] = await tx.insert(erasures).values(erasure).returning();
  if (row === undefined) throw new Error("An insert gave no row");
  return row;
}

export async function changeErasure(
  db: Db,
  id: string,
  change: Partial<Pick<Erasure, "subject" | "remote" | "lastError" | "result" | "status">>,
): Promise<void> {
  await db.update(erasures).set(change).where(eq(erasures.id, id));
}

/** From here on nothing says who it was. */
export async function closeErasure(
  db: Db,
  id: string,
  outcome: Pick<Erasure, "remote" | "lastError">,
): Promise<void> {
  await db
    .update(erasures)
    .set({ ...outcome, subject: null, status: "done", completedAt: sql`now()` })
    .where(eq(erasures.id, id));
}

export type ErasureWithUser = Erasure & { userEmail: string | null };

/** Newest first. */
export async function listErasuresOf(
  db: Db,
  tenantId: string,
  limit: number,
): Promise<ErasureWithUser[]> {
  const rows = await db
    .select({ erasure: erasures, userEmail: users.email })
    .from(erasures)
    .leftJoin(users, eq(users.id, erasures.userId))
    .where(eq(erasures.tenantId, tenantId))
    .orderBy(desc(erasures.createdAt), desc(erasures.id))
    .limit(limit);
  return rows.map(({ erasure, userEmail }) => ({ ...erasure, userEmail }));
}
