import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns.ts";

export const DELETION_KINDS = ["deauthorize", "data_deletion"] as const;
export const DELETION_STATUSES = ["received", "done"] as const;

/** What Meta's two callbacks ask for about a person who connected Facebook. */
export const deletionRequests = pgTable(
  "deletion_requests",
  {
    id: id(),
    kind: text({ enum: DELETION_KINDS }).notNull(),
    /** SHA-256 of kind and signed request: a repeated callback is the same request. */
    requestHash: text().notNull(),
    /** The person's app-scoped id; gone once the work is done. */
    facebookUserId: text(),
    /** 128 random bits; the address of the status page. */
    confirmationCode: text().notNull(),
    status: text({ enum: DELETION_STATUSES }).notNull().default("received"),
    /** Counts of what was deleted. */
    result: jsonb().$type<Record<string, number>>().notNull().default({}),
    createdAt: createdAt(),
    completedAt: instant(),
  },
  (table) => [
    uniqueIndex("deletion_requests_request_hash_key").on(table.requestHash),
    uniqueIndex("deletion_requests_confirmation_code_key").on(table.confirmationCode),
    index("deletion_requests_open_idx").on(table.createdAt).where(sql`status = 'received'`),
  ],
);

export type DeletionRequest = typeof deletionRequests.$inferSelect;
