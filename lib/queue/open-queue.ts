import type { PoolConfig } from "pg";
import { PgBoss, type QueueResult } from "pg-boss";
import { log } from "#lib/log.ts";
import { QUEUE_NAMES } from "./queues.ts";

/**
 * A killed worker's jobs are with another one after at most the heartbeat, the supervisor's interval,
 * the delay of a first retry and a poll: 19 s.
 */
const HEARTBEAT_SECONDS = 12;
const SUPERVISE_SECONDS = 5;

const OPTIONS = {
  notify: true,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 15 * 60,
  retryLimit: 1_000,
  // What fails for a reason has its own time to wait (lib/jobs/judge-failure.ts); this is for workers
  // that died and for a database that was away.
  retryDelay: 1,
  retryBackoff: false,
  deleteAfterSeconds: 10 * 60,
} as const;

/** pg-boss hands these on to its pool: a network that swallows everything must not hold a worker up. */
const CONNECTION = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  query_timeout: 30_000,
} as const satisfies PoolConfig;

/**
 * Opens pg-boss on the product's own database.
 *
 * @param works Whether this process takes jobs; if not, it only puts them in.
 */
export async function openQueue(databaseUrl: string, { works }: { works: boolean }) {
  const boss = new PgBoss({
    ...CONNECTION,
    connectionString: databaseUrl,
    application_name: "switchboard-queue",
    max: works ? 6 : 2,
    useListenNotify: works,
    supervise: works,
    schedule: works,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on("error", logSparingly());
  try {
    await boss.start();
    await ensureQueues(boss);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}

/** pg-boss leaves the options of a queue that exists as they are. */
async function ensureQueues(boss: PgBoss): Promise<void> {
  const found = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const name of QUEUE_NAMES) {
    const queue = found.get(name);
    if (queue === undefined) await boss.createQueue(name, { policy: "exclusive", ...OPTIONS });
    else if (differs(queue)) await boss.updateQueue(name, OPTIONS);
  }
}

function differs(queue: QueueResult): boolean {
  const wanted = Object.entries(OPTIONS) as [keyof typeof OPTIONS, unknown][];
  return wanted.some(([name, value]) => queue[name] !== value);
}

/** Every worker fails at every poll while the database is away; one line per code and interval says it. */
function logSparingly(): (error: Error) => void {
  const loggedAt = new Map<string, number>();
  return (error) => {
    const code = codeOf(error);
    if (performance.now() - (loggedAt.get(code) ?? -LOG_INTERVAL_MS) < LOG_INTERVAL_MS) return;
    loggedAt.set(code, performance.now());
    log.error("queue", { code });
  };
}

const LOG_INTERVAL_MS = 10_000;

/** Node's and PostgreSQL's errors have a code; pg-boss may hand over a copy that lost its name. */
function codeOf(error: Error & { code?: unknown }): string {
  return typeof error.code === "string" ? error.code : (error.name ?? "unknown");
}
