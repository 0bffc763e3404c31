import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const ALERT_SEVERITIES = ["warning", "critical"] as const;

/** One problem that a person should know of: opened once, refreshed while it lasts, then closed. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    /** Null when it concerns the whole installation. */
    tenantId: uuid().references(() => tenants.id, { onDelete: "cascade" }),
    /** What is wrong, such as `channel.token-invalid`; the screens have the words. */
    kind: text().notNull(),
    /** The id of what it is about: a channel's, an upstream's name. One open alert per kind and subject. */
    subject: text().notNull(),
    severity: text({ enum: ALERT_SEVERITIES }).notNull(),
    /** The code of the last error behind it. */
    code: text(),
    /** How often it was seen while open. */
    seen: integer().notNull().default(1),
    openedAt: instant().notNull().defaultNow(),
    lastSeenAt: instant().notNull().defaultNow(),
    closedAt: instant(),
  },
  (table) => [
    uniqueIndex("alerts_open_key").on(table.kind, table.subject).where(sql`closed_at is null`),
    index("alerts_tenant_id_idx").on(table.tenantId, table.openedAt, table.id),
  ],
);

export type Alert = typeof alerts.$inferSelect;
