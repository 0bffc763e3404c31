import { index, jsonb, pgTable, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

/**
 * `active`: its token works. `reauthorization_required`: Meta refuses the token. `revoked`: the person
 * took the app back, or asked Meta that their data be deleted; the token is gone here too.
 */
export const ACCOUNT_STATUSES = ["active", "reauthorization_required", "revoked"] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** What a permission covers: ids of pages or Instagram accounts, or all when `targetIds` is null. */
export type GranularScope = { scope: string; targetIds: string[] | null };

/** A person's Facebook login that granted us pages. */
export const facebookAccounts = pgTable(
  "facebook_accounts",
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** App-scoped id of the person; Meta's deauthorize and deletion callbacks name it. */
    facebookUserId: text().notNull(),
    name: text(),
    /** Ciphertext (lib/crypto/token-box.ts); empty once revoked. */
    accessToken: text().notNull(),
    tokenType: varchar({ length: 50 }).default("long_lived"),
    /** Null when Meta gave the token no end. */
    expiresAt: instant(),
    grantedPermissions: text().array().notNull(),
    granularScopes: jsonb().$type<GranularScope[]>().notNull().default([]),
    status: text({ enum: ACCOUNT_STATUSES }).notNull().default("active"),
    /** Why it is not `active`: a code of ours. */
    lastError: text(),
    /** When Meta was last asked about the token. */
    checkedAt: instant(),
    /** When Meta stops showing personal data to it; null when never or unknown. */
    dataAccessExpiresAt: instant(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("facebook_accounts_person_key").on(table.tenantId, table.facebookUserId),
    index("facebook_accounts_user_id_idx").on(table.userId),
    index("facebook_accounts_facebook_user_id_idx").on(table.facebookUserId),
  ],
);

export type FacebookAccount = typeof facebookAccounts.$inferSelect;
export type NewFacebookAccount = typeof facebookAccounts.$inferInsert;
