import { healChannel } from "#lib/accounts/heal-channel.ts";
import { errorCode } from "#lib/errors.ts";
import { repairGap } from "#lib/gaps/repair-gap.ts";
import { log } from "#lib/log.ts";
import { forgetPerson } from "#lib/privacy/forget-person.ts";
import { fetchProfile } from "#lib/profiles/fetch-profile.ts";
import { type Payload, QUEUES, type QueueName } from "#lib/queue/queues.ts";
import type { Services } from "#lib/services.ts";
import { isStopping } from "#lib/stop.ts";
import { answerConversation } from "./answer-conversation.ts";
import { drainConversation } from "./drain-conversation.ts";
import { eraseContact } from "./erase-contact.ts";
import type { Job } from "./job.ts";
import { postAlert } from "./post-alert.ts";
import { runTask } from "./run-task.ts";
import { settleChannel } from "./settle-channel.ts";

type Runner<Name extends QueueName> = (job: Job<Name>, needs: Services) => Promise<unknown>;

const RUNNERS: { [Name in QueueName]: Runner<Name> } = {
  "drain-conversation": drainConversation,
  "answer-conversation": answerConversation,
  "fetch-profile": ({ data }, needs) => fetchProfile(data.conversationId, needs),
  "finish-channel": (job, needs) => settleChannel("finish-channel", job, needs),
  "heal-channel": ({ data }, needs) => healChannel(data.channelId, needs),
  "release-channel": (job, needs) => settleChannel("release-channel", job, needs),
  "post-alert": postAlert,
  "repair-gap": repairGap,
  "forget-person": ({ data }, needs) => forgetPerson(data.requestId, needs),
  "erase-contact": eraseContact,
  "run-task": ({ data, signal }, needs) => runTask(data.task, { ...needs, signal }),
};

/** Does what a job asks for; whatever it throws has the job repeated. */
export async function runJob<Name extends QueueName>(
  name: Name,
  { data, ...job }: Omit<Job<Name>, "data"> & { data: unknown },
  needs: Services,
): Promise<void> {
  try {
    const payload = QUEUES[name].payload.parse(data) as Payload<Name>;
    await RUNNERS[name]({ ...job, data: payload }, needs);
  } catch (error) {
    const fields = { queue: name, jobId: job.id, code: errorCode(error) };
    if (job.signal.aborted || isStopping()) log.info("job cut off", fields);
    else log.error("job failed", fields);
    throw error;
  }
}
