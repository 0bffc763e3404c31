import { and, eq, lt } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { oauthStates } from "#db/schema/oauth-states.ts";

export async function addState(
  db: Db,
  state: { stateHash: string; userId: string; expiresAt: Date },
): Promise<void> {
  await db.insert(oauthStates).values(state);
}

/** Spends it: only one caller ever gets it, and only its own user. Null when there is none. */
export async function takeState(
  db: Db,
  { stateHash, userId }: { stateHash: string; userId: string },
): Promise<{ expiresAt: Date } | null> {
  const [row] = await db
    .delete(oauthStates)
    .where(and(eq(oauthStates.stateHash, stateHash), eq(oauthStates.userId, userId)))
    .returning({ expiresAt: oauthStates.expiresAt });
  return row ?? null;
}

export async function deleteStatesBefore(db: Db, expiredBy: Date): Promise<void> {
  await db.delete(oauthStates).where(lt(oauthStates.expiresAt, expiredBy));
}
