import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type DeletionRequest, deletionRequests } from "#db/schema/deletion-requests.ts";

type NewRequest = Pick<
  DeletionRequest,
  "kind" | "requestHash" | "facebookUserId" | "confirmationCode"
>;

/** Adds the request; a copy of one that is there changes nothing and gives that one. */
export async function takeDeletionRequest(db: Db, request: NewRequest): Promise<DeletionRequest> {
  const [row] = await db
    .insert(deletionRequests)
    .values(request)
    .onConflictDoUpdate({
      target: deletionRequests.requestHash,
      set: { kind: request.kind },
    })
    .returning();
  if (row === undefined) throw new Error("An upsert gave no row");
  return row;
}

/** Keeps others off it until the transaction ends; null once it is done. */
export async function lockOpenDeletionRequest(db: Db, id: string): Promise<DeletionRequest | null> {
  const [row] = await db
    .select()
    .from(deletionRequests)
    .where(and(eq(deletionRequests.id, id), eq(deletionRequests.status, "received")))
    .for("update");
  return row ?? null;
}

/** From here on the request names nobody. */
export async function finishDeletionRequest(
  db: Db,
  { id, result }: Pick<DeletionRequest, "id" | "result">,
): Promise<void> {
  await db
    .update(deletionRequests)
    .set({ status: "done", facebookUserId: null, result, completedAt: sql`now()` })
    .where(eq(deletionRequests.id, id));
}

/** What the status page of a data deletion shows. */
export async function findDataDeletion(
  db: Db,
  confirmationCode: string,
): Promise<Pick<DeletionRequest, "status" | "result" | "createdAt" | "completedAt"> | null> {
  const [row] = await db
    .select({
      status: deletionRequests.status,
      result: deletionRequests.result,
      createdAt: deletionRequests.createdAt,
      completedAt: deletionRequests.completedAt,
    })
    .from(deletionRequests)
    .where(
      and(
        eq(deletionRequests.confirmationCode, confirmationCode),
        eq(deletionRequests.kind, "data_deletion"),
      ),
    );
  return row ?? null;
}
