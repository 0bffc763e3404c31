import { and, desc, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
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

/** Also those whose token is gone, the one renewed last first. */
export function listAllFacebookAccounts(
  db: Db,
  { tenantId }: { tenantId: string },
): Promise<FacebookAccount[]> {
  return db
    .select()
    .from(facebookAccounts)
    .where(eq(facebookAccounts.tenantId, tenantId))
    .orderBy(desc(facebookAccounts.updatedAt));
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

export async function findFacebookAccount(db: Db, id: string): Promise<FacebookAccount | null> {
  const [row] = await db.select().from(facebookAccounts).where(eq(facebookAccounts.id, id));
  return row ?? null;
}

/** Logins with a token that Meta was not asked about since then, of all companies. */
export function listAccountsToCheck(db: Db, before: Date): Promise<FacebookAccount[]> {
  const { checkedAt, accessToken } = facebookAccounts;
  return db
    .select()
    .from(facebookAccounts)
    .where(and(ne(accessToken, ""), or(isNull(checkedAt), lt(checkedAt, before))))
    .orderBy(sql`${checkedAt} nulls first`);
}

type Known = Pick<
  FacebookAccount,
  "expiresAt" | "dataAccessExpiresAt" | "granularScopes" | "grantedPermissions"
>;

/** What Meta says about a token that lives. False when the login was renewed meanwhile. */
export function noteAccount(db: Db, account: FacebookAccount, known: Known): Promise<boolean> {
  const checked = { checkedAt: sql`now()`, status: "active", lastError: null } as const;
  return changeSameToken(db, account, { ...known, ...checked });
}

/** Meta no longer takes the token. False when the login was renewed meanwhile. */
export function markAccountDead(
  db: Db,
  account: FacebookAccount,
  lastError: string,
): Promise<boolean> {
  const dead = { status: "reauthorization_required", lastError, checkedAt: sql`now()` } as const;
  return changeSameToken(db, account, dead);
}

/** A fresh token of the same login. False when the login was renewed meanwhile. */
export function renewAccountToken(
  db: Db,
  account: FacebookAccount,
  renewed: Pick<FacebookAccount, "accessToken" | "expiresAt">,
): Promise<boolean> {
  return changeSameToken(db, account, renewed);
}

/** Which login was renewed last by a person decides elsewhere, so its time stays. */
async function changeSameToken(
  db: Db,
  { id, accessToken }: Pick<FacebookAccount, "id" | "accessToken">,
  change: Omit<Parameters<ReturnType<typeof updateAccounts>["set"]>[0], "updatedAt">,
): Promise<boolean> {
  const rows = await updateAccounts(db)
    .set({ ...change, updatedAt: sql`${facebookAccounts.updatedAt}` })
    .where(and(eq(facebookAccounts.id, id), eq(facebookAccounts.accessToken, accessToken)))
    .returning({ id: facebookAccounts.id });
  return rows.length === 1;
}

const updateAccounts = (db: Db) => db.update(facebookAccounts);
