import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** A place in a list ordered by time, then id; times in ISO 8601. */
export type Position = { at: string; id: string };

/** The rows that come after `position` in a list that runs from new to old. */
export function before(at: PgColumn, id: PgColumn, position: Position | null): SQL | undefined {
  if (position === null) return undefined;
  return sql`(${at}, ${id}) < (${position.at}::timestamptz, ${position.id}::uuid)`;
}
