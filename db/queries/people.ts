import { and, eq, isNull, notInArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Channel, crmChannels } from "#db/schema/channels.ts";
import { type FacebookAccount, facebookAccounts } from "#db/schema/facebook-accounts.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

// What is stored about a person who connected Facebook, over all companies.

/** Keeps others off them until the transaction ends. */
export function lockAccountsOfPerson(db: Db, facebookUserId: string): Promise<FacebookAccount[]> {
  return db
    .select()
    .from(facebookAccounts)
    .where(eq(facebookAccounts.facebookUserId, facebookUserId))
    .orderBy(facebookAccounts.id)
    .for("update");
}

/** Channels that the account's login serves, in whatever state. */
export function lockChannelsOfAccount(
  db: Db,
  { id, tenantId }: Pick<FacebookAccount, "id" | "tenantId">,
): Promise<Channel[]> {
  return db
    .select()
    .from(crmChannels)
    .where(and(eq(crmChannels.tenantId, tenantId), eq(crmChannels.facebookAccountId, id)))
    .orderBy(crmChannels.id)
    .for("update");
}

/** The person took the app back. Their name stays, so that the company knows whose login is missing. */
export async function revokeAccount(
  db: Db,
  id: string,
  { reason }: { reason: string },
): Promise<void> {
  await db
    .update(facebookAccounts)
    .set({
      accessToken: "",
      status: "revoked",
      lastError: reason,
      expiresAt: null,
      dataAccessExpiresAt: null,
      grantedPermissions: [],
      granularScopes: [],
    })
    .where(eq(facebookAccounts.id, id));
}

/** Channels that it served stay, without an account. */
export async function deleteAccount(db: Db, id: string): Promise<void> {
  await db.delete(facebookAccounts).where(eq(facebookAccounts.id, id));
}

/** Deliveries about the person themselves, of Meta's objects `user` and `permissions`. @returns How many. */
export async function deleteEventsOfPerson(db: Db, facebookUserId: string): Promise<number> {
  const rows = await db
    .delete(webhookEvents)
    .where(
      and(
        isNull(webhookEvents.tenantId),
        eq(webhookEvents.pageId, facebookUserId),
        notInArray(webhookEvents.platform, ["facebook", "instagram"]),
      ),
    )
    .returning({ id: webhookEvents.id });
  return rows.length;
}
