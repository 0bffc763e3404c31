import { and, desc, eq, ne } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  type FacebookAccount,
  facebookAccounts,
  type NewFacebookAccount,
} from "#db/schema/facebook-accounts.ts";

/** Adds the login or renews it; @returns its id, which is not `account.id` when it was there. */
export async function upsertFacebookAccount(db: Db, account: NewFacebookAccount): Promise<string> {
  const { userId, name, accessToken, tokenType, expiresAt, grantedPermissions } = account;
  const [row] = await db
    .insert(facebookAccounts)
    .values(account)
    .onConflictDoUpdate({
      target: [facebookAccounts.tenantId, facebookAccounts.facebookUserId],
      set: {
        ...{ userId, name, accessToken, tokenType, expiresAt, grantedPermissions },
        status: "active",
        lastError: null,
      },
    })
    .returning({ id: facebookAccounts.id });
  if (row === undefined) throw new Error("An upsert gave no row");
  return row.id;
}

/** Those that have a token, the one renewed last first. */
export function listFacebookAccounts(
  db: Db,
  { tenantId }: { tenantId: string },
): Promise<FacebookAccount[]> {
  return db
    .select()
    .from(facebookAccounts)
    .where(and(eq(facebookAccounts.tenantId, tenantId), ne(facebookAccounts.accessToken, "")))
    .orderBy(desc(facebookAccounts.updatedAt));
}
