import { index, pgTable, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

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
    /** Ciphertext (lib/crypto/token-box.ts). */
    accessToken: text().notNull(),
    tokenType: varchar({ length: 50 }).default("long_lived"),
    /** Null when Meta gave the token no end. */
    expiresAt: instant(),
    grantedPermissions: text().array().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("facebook_accounts_person_key").on(table.tenantId, table.facebookUserId),
    index("facebook_accounts_user_id_idx").on(table.userId),
  ],
);

export type FacebookAccount = typeof facebookAccounts.$inferSelect;
export type NewFacebookAccount = typeof facebookAccounts.$inferInsert;
