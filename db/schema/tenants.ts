import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt } from "./columns.ts";

/** A company. */
export const tenants = pgTable(
  "tenants",
  {
    id: id(),
    name: text().notNull(),
    /** Since when nothing is sent in any of its channels; null when sending is on. */
    sendingPausedAt: instant(),
    /** Its own documents; null for the ones that come with the product. */
    privacyUrl: text(),
    termsUrl: text(),
    /** After so many days what is older is deleted; null for the installation's default. */
    retentionEventDays: integer(),
    retentionMessageDays: integer(),
    retentionAuditDays: integer(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("tenants_name_key").on(table.name)],
);

export const USER_ROLES = ["admin"] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const users = pgTable(
  "users",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** Normalised (NFKC, lower case) before it gets here. */
    email: text().notNull(),
    /** argon2id, parameters inside. */
    passwordHash: text().notNull(),
    role: text({ enum: USER_ROLES }).notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("users_email_key").on(table.email),
    index("users_tenant_id_idx").on(table.tenantId),
  ],
);

export type User = typeof users.$inferSelect;
