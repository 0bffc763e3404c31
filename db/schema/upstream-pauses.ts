import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Until when calls wait because Meta said so, over all processes. */
export const upstreamPauses = pgTable("upstream_pauses", {
  /** `app`, or `page:` or `list:` and the id of a Facebook Page (lib/upstream/scope.ts). */
  scope: text().primaryKey(),
  until: instant().notNull(),
  /** `rate-limited`, `blocked`, or `usage` while Meta's usage headers are high. */
  reason: text().notNull(),
  /** Pauses in a row; the next one lasts longer when Meta names no time. */
  seen: integer().notNull().default(1),
  /** Time between two calls while usage is high; 0 when calls need no spacing. */
  spacingMs: integer().notNull().default(0),
});
