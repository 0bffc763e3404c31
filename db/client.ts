import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/** A connection pool or a transaction; queries cannot tell and need not care. */
export type Db = Pick<
  PostgresJsDatabase,
  "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute" | "transaction"
>;

export type Database = { db: PostgresJsDatabase; sql: postgres.Sql; close(): Promise<void> };

/** Opens a pool; connects at the first query. */
export function openDatabase(url: string, { max = 10 }: { max?: number } = {}): Database {
  const sql = postgres(url, {
    max,
    // Its query for array types, when cut off, ends the process by a rejection that nobody can catch;
    // drizzle reads arrays itself.
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "switchboard" },
  });
  return {
    sql,
    db: drizzle(sql, { casing: "snake_case" }),
    close: () => sql.end({ timeout: 5 }),
  };
}
