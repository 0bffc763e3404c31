import { sql } from "drizzle-orm";
import { json, problem } from "#lib/http/problem.ts";
import { withDeadline } from "#lib/http/with-deadline.ts";
import { services } from "#lib/services.ts";

/** Less than what probes usually wait; a database that is away may not answer at all. */
const ANSWER_MS_MAX = 3_000;

/** Deliveries can be stored now. */
export async function GET(): Promise<Response> {
  try {
    await withDeadline(ask(), ANSWER_MS_MAX);
    return json({ status: "ready", database: "ok", queue: "ok" });
  } catch {
    return problem(503, "not_ready", "The database does not answer.");
  }
}

async function ask(): Promise<void> {
  const { db } = await services();
  await db.execute(sql`select 1`);
}
