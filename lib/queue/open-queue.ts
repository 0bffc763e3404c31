import { PgBoss } from "pg-boss";
import { log } from "#lib/log.ts";
import { QUEUE_NAMES } from "./queues.ts";

/** A dead worker's jobs go to another one after about this plus the supervisor's interval. */
const HEARTBEAT_SECONDS = 20;
const SUPERVISE_SECONDS = 10;

/**
 * Opens pg-boss on the product's own database.
 *
 * @param works Whether this process takes jobs; if not, it only puts them in.
 */
export async function openQueue(databaseUrl: string, { works }: { works: boolean }) {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: "switchboard-queue",
    max: works ? 6 : 2,
    useListenNotify: works,
    supervise: works,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on("error", (error) => log.error("queue", { code: codeOf(error) }));
  await boss.start();
  for (const name of QUEUE_NAMES) {
    await boss.createQueue(name, {
      policy: "exclusive",
      notify: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 15 * 60,
      retryLimit: 1_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      deleteAfterSeconds: 10 * 60,
    });
  }
  return boss;
}

/** Node's and PostgreSQL's errors have a code; pg-boss may hand over a copy that lost its name. */
function codeOf(error: Error & { code?: unknown }): string {
  return typeof error.code === "string" ? error.code : (error.name ?? "unknown");
}
