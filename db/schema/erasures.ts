import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

export const ERASURE_STATUSES = ["running", "done"] as const;

/** What became of the part that dm-voice-agent keeps. */
export const REMOTE_ERASURES = ["pending", "erased", "not_configured", "refused"] as const;

/** The erasing of one customer. Names nobody once it is done. */
export const erasures = pgTable(
  "erasures",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** Who asked for it; null once that login is gone, or for the operator's command line. */
    userId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** What is still needed to do the work; null once it is done. */
    subject: jsonb().$type<Record<string, string>>(),
    status: text({ enum: ERASURE_STATUSES }).notNull().default("running"),
    remote: text({ enum: REMOTE_ERASURES }).notNull().default("pending"),
    /** The code of the last error at dm-voice-agent. */
    lastError: text(),
    /** Counts of what was deleted. */
    result: jsonb().$type<Record<string, number>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    completedAt: instant(),
  },
  (table) => [
    index("erasures_tenant_id_idx").on(table.tenantId, table.createdAt),
    index("erasures_user_id_idx").on(table.userId),
    index("erasures_open_idx").on(table.createdAt).where(sql`status = 'running'`),
  ],
);

export type Erasure = typeof erasures.$inferSelect;
