import type { Db } from "#db/client.ts";
import { countPendingMigrations } from "#db/migrate.ts";
import { readClock } from "#db/queries/system-state.ts";
import { readAlive } from "#lib/gaps/note-alive.ts";
import { bad, codeOf, type Finding, ok, warn } from "./finding.ts";

/** The other checks need the database when it is `usable`. */
export async function checkDatabase(
  databaseUrl: string,
): Promise<{ finding: Finding; usable: boolean }> {
  const what = "database";
  try {
    const pending = await countPendingMigrations(databaseUrl);
    if (pending === 0)
      return { finding: ok(what, "reachable, its schema is up to date"), usable: true };
    const says = `reachable, but ${pending} migrations behind the code`;
    return { finding: bad(what, says, "Run: npm run db:migrate"), usable: false };
  } catch (error) {
    const says = `does not answer (${codeOf(error)})`;
    const todo = "Check DATABASE_URL, and that PostgreSQL runs and takes connections from here.";
    return { finding: bad(what, says, todo), usable: false };
  }
}

const SIGN_MS_MAX = 5 * 60_000;

/** Whether anybody does the background work. */
export async function checkWorkers(db: Db): Promise<Finding> {
  const what = "workers";
  const alive = await readAlive(db);
  const todo =
    "Start `npm start` or `npm run worker`; without resident processes check the scheduler of /api/cron.";
  if (alive === null) return warn(what, "none has ever run on this database", todo);
  const ms = (await readClock(db)).getTime() - alive.getTime();
  const says = `last sign of life ${Math.round(ms / 1_000)} s ago`;
  return ms > SIGN_MS_MAX ? bad(what, says, todo) : ok(what, says);
}
