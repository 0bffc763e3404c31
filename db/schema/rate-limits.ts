import { bigint, integer, pgTable, varchar } from "drizzle-orm/pg-core";

/**
 * How often somebody did something, for installations without Redis. The shape is
 * rate-limiter-flexible's, which writes by the order of columns and clears what is long over.
 */
export const rateLimits = pgTable("rate_limits", {
  /** Which limit, and for whom: a user's id, an address or the hash of an e-mail address. */
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  /** Ms since 1970. */
  expire: bigint({ mode: "number" }),
});
