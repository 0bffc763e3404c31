import { index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, updatedAt } from "./columns.ts";

/** A company. */
export const tenants = pgTable(
  "tenants",
  {
    id: id(),
    name: text().notNull(),
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
