import { enqueue } from "#lib/queue/enqueue.ts";
import { QUEUE_NAMES, type QueueName } from "#lib/queue/queues.ts";
import type { Services } from "#lib/services.ts";
import { runJob } from "./run-job.ts";
import { startSchedules } from "./schedules.ts";

/** Jobs of one queue that a process runs side by side. */
const CONCURRENCY: Record<QueueName, number> = {
  "drain-conversation": 12,
  "answer-conversation": 12,
  "fetch-profile": 2,
  "finish-channel": 2,
  "heal-channel": 2,
  "release-channel": 2,
  "post-alert": 2,
  "repair-gap": 2,
  "forget-person": 1,
  "erase-contact": 1,
  "run-task": 2,
};

/** The floor under LISTEN/NOTIFY: a lost wake-up costs this much; so does a job put off to later. */
const POLL_SECONDS = 1;

/** A quarter of the queue's heartbeat (lib/queue/open-queue.ts): a busy worker may be late. */
const HEARTBEAT_EVERY_SECONDS = 3;

/** Takes jobs until the queue is stopped (`services.close`). */
export async function startWorkers(needs: Services): Promise<void> {
  for (const name of QUEUE_NAMES) {
    for (let count = 0; count < CONCURRENCY[name]; count += 1) await startWorker(name, needs);
  }
  await startSchedules(needs.boss);
  await enqueue({ tx: needs.db, boss: needs.boss }, "run-task", { task: "tend" });
}

async function startWorker<Name extends QueueName>(name: Name, needs: Services): Promise<void> {
  const { boss } = needs;
  let workerId: string | undefined;
  workerId = await boss.work<unknown>(
    name,
    {
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_SECONDS,
      heartbeatRefreshSeconds: HEARTBEAT_EVERY_SECONDS,
    },
    async ([job]) => {
      if (job === undefined) return;
      // Without it pg-boss would wait for the next poll before it takes the next waiting job.
      if (workerId !== undefined) boss.notifyWorker(workerId);
      await runJob(name, job, needs);
    },
  );
}
