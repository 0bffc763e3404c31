import type { PgBoss } from "pg-boss";
import { listWaitingConversationKeys } from "#db/queries/events.ts";
import { finishChannel } from "#lib/channels/finish-channel.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { QUEUES, type QueueName } from "#lib/queue/queues.ts";
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
  "drain-conversation": 8,
  "answer-conversation": 8,
  "finish-channel": 2,
};

/** The floor under LISTEN/NOTIFY: a lost wake-up costs this much. */
const POLL_SECONDS = 2;

/** Takes jobs until the queue is stopped (`services.close`). */
export async function startWorkers(needs: Services): Promise<void> {
  await work("drain-conversation", needs);
  await work("answer-conversation", needs);
  await work("finish-channel", needs);
  await sweep(needs);
}

async function work<Name extends QueueName>(name: Name, needs: Services): Promise<void> {
  const { boss }: { boss: PgBoss } = needs;
  await boss.work<unknown>(
    name,
    { localConcurrency: CONCURRENCY[name], pollingIntervalSeconds: POLL_SECONDS },
    async ([job]) => {
      if (job === undefined) return;
      const { id, signal } = job;
      const data = QUEUES[name].payload.parse(job.data) as Job<Name>["data"];
      await RUNNERS[name]({ id, data, signal }, needs).catch((error: unknown) => {
        log.error("job failed", { queue: name, jobId: id, code: errorCode(error) });
        throw error;
      });
    },
  );
}

const SWEEP_MAX = 1_000;

/** At start: gives every conversation with waiting events a job, should its own have been lost. */
async function sweep({ db, boss }: Services): Promise<void> {
  for (const conversationKey of await listWaitingConversationKeys(db, SWEEP_MAX)) {
    await enqueue({ tx: db, boss }, "drain-conversation", { conversationKey });
  }
}
