import { checkAccounts } from "#lib/accounts/check-accounts.ts";
import { repairGaps } from "#lib/gaps/repair-gaps.ts";
import type { TaskName } from "#lib/queue/queues.ts";
import { withLease } from "#lib/queue/with-lease.ts";
import { retain } from "#lib/retention/retain.ts";
import type { Services } from "#lib/services.ts";
import { watchSubscriptions } from "#lib/watch/watch-subscriptions.ts";
import { tend } from "./tend.ts";

type Needs = Services & { signal: AbortSignal };

const TASKS: Record<TaskName, (needs: Needs) => Promise<void>> = {
  tend,
  "watch-subscriptions": watchSubscriptions,
  "repair-gaps": repairGaps,
  "check-accounts": checkAccounts,
  retain: async (needs) => void (await retain(needs)),
};

/** One task, now, unless it is being done: by a worker's schedule or by the cron route. */
export function runTask(task: TaskName, needs: Needs): Promise<"done" | "busy"> {
  return withLease(needs.db, `task:${task}`, () => TASKS[task](needs));
}
