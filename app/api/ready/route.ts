import { sql } from "drizzle-orm";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** Deliveries can be stored now. */
export async function GET(): Promise<Response> {
  try {
    const { db } = await services();
    await db.execute(sql`select 1`);
    return json({ status: "ready", database: "ok", queue: "ok" });
  } catch {
    return problem(503, "not_ready", "The database does not answer.");
  }
}
