import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/*
 * Waiting times are counted by the database's clock alone: machines that work together need not
 * agree on the time.
 */

/** Ms from now until the column's instant; 0 when it is past or null. */
export function msUntil(column: PgColumn): SQL<number> {
  return sql<number>`coalesce(greatest(0, extract(epoch from ${column} - now()) * 1000), 0)`.mapWith(
    Number,
  );
}

/** Ms since the column's instant; null when it is null. */
export function msSince(column: PgColumn): SQL<number | null> {
  return sql`extract(epoch from now() - ${column}) * 1000`.mapWith(Number) as SQL<number | null>;
}

/**
 * Since when a step has been failing. A wait that is no failure ends it: what fails after a weekend
 * with a wrong token has not failed since Friday.
 */
export function failingSince(column: PgColumn, isFailing: boolean): SQL | null {
  return isFailing ? sql`coalesce(${column}, now())` : null;
}

/** The instant in `ms`. */
export function inMs(ms: number): SQL {
  return sql`now() + make_interval(secs => ${ms / 1_000})`;
}
