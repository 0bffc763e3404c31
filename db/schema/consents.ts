import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

/** Who agreed, before Facebook's dialog, to what the product reads and keeps. */
export const consents = pgTable(
  "consents",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** Null once that login is gone. */
    userId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** Which wording was shown, and in which language. */
    textVersion: text().notNull(),
    locale: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("consents_tenant_id_idx").on(table.tenantId, table.createdAt),
    index("consents_user_id_idx").on(table.userId),
  ],
);
