import { isCronTask, runCron } from "#lib/jobs/run-cron.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { services } from "#lib/services.ts";

/*
 * What hosts without a resident process call instead of starting workers (README, "On Vercel").
 */

/** Does what waits in the queue. */
export async function workOffQueue(): Promise<void> {
  await workOff(await services());
}

/** One of the scheduler's tasks, by the name in its address. */
export async function runCronTask(task: string): Promise<"done" | "busy" | "unknown"> {
  return isCronTask(task) ? runCron(task, await services()) : "unknown";
}
