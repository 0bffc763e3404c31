import type { PgBoss } from "pg-boss";
import { TASK_NAMES, type TaskName } from "#lib/queue/queues.ts";

/** The two that ask Meta are five minutes apart. */
const CRON: Record<TaskName, string> = {
  tend: "* * * * *",
  "watch-subscriptions": "*/10 * * * *",
  "repair-gaps": "5-59/10 * * * *",
  // Each account once a day; hourly, so that those of a day are spread over it.
  "check-accounts": "17 * * * *",
  // By night, five times: what one run does not finish the next one does.
  retain: "20 1-5 * * *",
};

/**
 * Makes the tasks happen by the clock. Every process says the same; pg-boss sends each occurrence
 * once, one run of a task at a time, and one for all that were missed while nothing ran.
 */
export async function startSchedules(boss: PgBoss): Promise<void> {
  for (const task of TASK_NAMES) {
    await boss.schedule("run-task", CRON[task], { task }, SCHEDULED(task));
  }
  for (const { key } of await boss.getSchedules("run-task")) {
    if (!TASK_NAMES.some((task) => task === key)) await boss.unschedule("run-task", key);
  }
}

const SCHEDULED = (task: TaskName) => ({ key: task, singletonKey: task, missed: "once" }) as const;
