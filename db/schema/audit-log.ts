import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

/** What people did that others may ask about later. Ids and codes only, never content. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** Null when the operator's command line did it. */
    userId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** Such as `message.send-again`. */
    action: text().notNull(),
    /** The id of what it was done to. */
    target: text().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [
    index("audit_log_tenant_id_idx").on(table.tenantId, table.createdAt),
    index("audit_log_user_id_idx").on(table.userId),
  ],
);
