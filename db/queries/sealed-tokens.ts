import { and, asc, eq, gt, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { facebookAccounts } from "#db/schema/facebook-accounts.ts";

/** Which rows to read: those after an id, in the order of ids. */
export type Part = { after: string | null; limit: number };

/** Channels that have a page token; its ciphertext is empty in the others. */
export function listSealedPageTokens(db: Db, { after, limit }: Part) {
  return db
    .select({ id: crmChannels.id, sealed: crmChannels.pageAccessToken })
    .from(crmChannels)
    .where(
      and(
        ne(crmChannels.pageAccessToken, ""),
        after === null ? undefined : gt(crmChannels.id, after),
      ),
    )
    .orderBy(asc(crmChannels.id))
    .limit(limit);
}

/** Facebook logins that have a token; its ciphertext is empty in the others. */
export function listSealedAccountTokens(db: Db, { after, limit }: Part) {
  return db
    .select({
      id: facebookAccounts.id,
      tenantId: facebookAccounts.tenantId,
      facebookUserId: facebookAccounts.facebookUserId,
      sealed: facebookAccounts.accessToken,
    })
    .from(facebookAccounts)
    .where(
      and(
        ne(facebookAccounts.accessToken, ""),
        after === null ? undefined : gt(facebookAccounts.id, after),
      ),
    )
    .orderBy(asc(facebookAccounts.id))
    .limit(limit);
}

export type Resealing = {
  id: string;
  /** The ciphertext that was read. */
  from: string;
  to: string;
};

/** False when the token was renewed or wiped since: then that one stays. */
export async function resealPageToken(db: Db, { id, from, to }: Resealing): Promise<boolean> {
  const rows = await db
    .update(crmChannels)
    .set({ pageAccessToken: to, updatedAt: sql`${crmChannels.updatedAt}` })
    .where(and(eq(crmChannels.id, id), eq(crmChannels.pageAccessToken, from)))
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

/** As {@link resealPageToken}. Which login was renewed last decides elsewhere, so its time stays. */
export async function resealAccountToken(db: Db, { id, from, to }: Resealing): Promise<boolean> {
  const rows = await db
    .update(facebookAccounts)
    .set({ accessToken: to, updatedAt: sql`${facebookAccounts.updatedAt}` })
    .where(and(eq(facebookAccounts.id, id), eq(facebookAccounts.accessToken, from)))
    .returning({ id: facebookAccounts.id });
  return rows.length === 1;
}

/** The first segment of every ciphertext, which names its key. */
export async function listSealedHeaders(db: Db): Promise<string[]> {
  const { rows } = await db.execute<{ header: string }>(sql`
    select split_part(page_access_token, '.', 1) as header
      from ${crmChannels} where page_access_token <> ''
    union all
    select split_part(access_token, '.', 1) from ${facebookAccounts} where access_token <> ''`);
  return rows.map(({ header }) => header);
}
