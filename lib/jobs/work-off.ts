import { setTimeout as sleep } from "node:timers/promises";
import type { Job as QueuedJob } from "pg-boss";
import { msUntilNextJob } from "#db/queries/jobs.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { QUEUE_NAMES, type QueueName } from "#lib/queue/queues.ts";
import type { Services } from "#lib/services.ts";
import { isStopping } from "#lib/stop.ts";
import { runJob } from "./run-job.ts";

/** Within what serverless hosts give a request, its answer included. */
const BUDGET_MS = 25_000;
const AT_ONCE = 12;
/** A job that may be taken soon, such as a reply that lets the customer finish, is waited for. */
const PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 200;
/** Well within the queue's heartbeat (lib/queue/open-queue.ts). */
const TOUCH_EVERY_MS = 4_000;

/**
 * Does what waits in the queue, without a worker that stays: several jobs side by side until none is
 * left that may be taken soon, or the time is up. What is cut off then goes back to the queue.
 *
 * @returns How many jobs were done.
 */
export async function workOff(needs: Services, { budgetMs = BUDGET_MS } = {}): Promise<number> {
  const timeUp = AbortSignal.timeout(budgetMs);
  const running = new Set<Promise<void>>();
  let count = 0;
  while (!timeUp.aborted && !isStopping()) {
    const jobs = await take(needs, AT_ONCE - running.size);
    for (const job of jobs) {
      const run = runTaken(job, timeUp, needs).finally(() => running.delete(run));
      running.add(run);
    }
    count += jobs.length;
    if (running.size > 0) await Promise.race([...running, sleep(LOOK_EVERY_MS)]);
    else if (!(await isDueSoon(needs))) break;
    else await sleep(LOOK_EVERY_MS);
  }
  await Promise.all(running);
  return count;
}

type Taken = { name: QueueName; job: QueuedJob<unknown> };

async function take({ boss }: Services, room: number): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const name of QUEUE_NAMES) {
    const batchSize = room - taken.length;
    if (batchSize <= 0) break;
    const jobs = await boss.fetch<unknown>(name, { batchSize });
    taken.push(...jobs.map((job) => ({ name, job })));
  }
  return taken;
}

async function isDueSoon({ db }: Services): Promise<boolean> {
  const ms = await msUntilNextJob(db, QUEUE_NAMES);
  return ms !== null && ms <= PATIENCE_MS;
}

/** As a resident worker treats a job: kept alive while it runs, then completed or given back. */
async function runTaken({ name, job }: Taken, timeUp: AbortSignal, needs: Services): Promise<void> {
  const { boss } = needs;
  const touching = setInterval(() => {
    boss.touch(name, job).catch((error: unknown) => {
      log.warn("job not kept alive", { queue: name, jobId: job.id, code: errorCode(error) });
    });
  }, TOUCH_EVERY_MS);
  try {
    await runJob(name, { ...job, signal: timeUp }, needs);
    await boss.complete(name, job);
  } catch (error) {
    await boss.fail(name, job, { code: errorCode(error) }).catch((failure: unknown) => {
      log.warn("job not given back", { queue: name, jobId: job.id, code: errorCode(failure) });
    });
  } finally {
    clearInterval(touching);
  }
}
