import { TASK_NAMES, type TaskName } from "#lib/queue/queues.ts";
import { withLease } from "#lib/queue/with-lease.ts";
import type { Services } from "#lib/services.ts";
import { runTask } from "./run-task.ts";
import { workOff } from "./work-off.ts";

export type CronTask = TaskName | "work";

export function isCronTask(name: string): name is CronTask {
  return name === "work" || TASK_NAMES.some((task) => task === name);
}

/** A scheduler's task that is cut off here goes on at its next call. */
const BUDGET_MS = 25_000;

/** One task for hosts where no process lives on; one caller at a time. */
export function runCron(task: CronTask, needs: Services): Promise<"done" | "busy"> {
  if (task !== "work") {
    return runTask(task, { ...needs, signal: AbortSignal.timeout(BUDGET_MS) });
  }
  return withLease(needs.db, "work", async () => {
    // Jobs of a process that died go back to the queue; no supervisor lives here to see to it.
    await needs.boss.supervise();
    await workOff(needs, { budgetMs: BUDGET_MS });
  });
}
