import { listWaitingConversationKeys } from "#db/queries/events.ts";
import { finishChannel } from "#lib/channels/finish-channel.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { type Payload, QUEUE_NAMES, QUEUES, type QueueName } from "#lib/queue/queues.ts";
import type { Services } from "#lib/services.ts";
import { answerConversation } from "./answer-conversation.ts";
import { drainConversation } from "./drain-conversation.ts";
import type { Job } from "./job.ts";

type Runner<Name extends QueueName> = (job: Job<Name>, needs: Services) => Promise<void>;

const RUNNERS: { [Name in QueueName]: Runner<Name> } = {
  "drain-conversation": drainConversation,
  "answer-conversation": answerConversation,
  "finish-channel": ({ data }, needs) => finishChannel(data.channelId, needs),
};

/** Jobs of one queue that a process runs side by side. */
const CONCURRENCY: Record<QueueName, number> = {
  "drain-conversation": 12,
  "answer-conversation": 12,
  "finish-channel": 2,
};

/** The floor under LISTEN/NOTIFY: a lost wake-up costs this much; so does a job put off to later. */
const POLL_SECONDS = 1;

/** Takes jobs until the queue is stopped (`services.close`). */
export async function startWorkers(needs: Services): Promise<void> {
  for (const name of QUEUE_NAMES) {
    for (let count = 0; count < CONCURRENCY[name]; count += 1) await startWorker(name, needs);
  }
  await sweep(needs);
}

async function startWorker<Name extends QueueName>(name: Name, needs: Services): Promise<void> {
  const { boss } = needs;
  let workerId: string | undefined;
  workerId = await boss.work<unknown>(
    name,
    { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS },
    async ([job]) => {
      if (job === undefined) return;
      // Without it pg-boss would wait for the next poll before it takes the next waiting job.
      if (workerId !== undefined) boss.notifyWorker(workerId);
      await run(name, job, needs);
    },
  );
}

async function run<Name extends QueueName>(
  name: Name,
  { id, signal, data }: { id: string; signal: AbortSignal; data: unknown },
  needs: Services,
): Promise<void> {
  try {
    const payload = QUEUES[name].payload.parse(data) as Payload<Name>;
    await RUNNERS[name]({ id, data: payload, signal }, needs);
  } catch (error) {
    log.error("job failed", { queue: name, jobId: id, code: errorCode(error) });
    throw error;
  }
}

const SWEEP_MAX = 1_000;

/** At start: gives every conversation with waiting events a job, should its own have been lost. */
async function sweep({ db, boss }: Services): Promise<void> {
  for (const conversationKey of await listWaitingConversationKeys(db, SWEEP_MAX)) {
    await enqueue({ tx: db, boss }, "drain-conversation", { conversationKey });
  }
}
