import type { Db } from "#db/client.ts";
import {
  deleteOldAlerts,
  deleteOldAudit,
  deleteOldConversations,
  deleteOldEvents,
  deleteOldFacts,
  deleteOldLimits,
  deleteOldMessages,
  listRetention,
  type Owner,
} from "#db/queries/retention.ts";
import { RETENTION_DAYS, type RetentionDays } from "#lib/forms/privacy.ts";
import type { RetentionCounts } from "#lib/forms/privacy-views.ts";
import { ERASED } from "#lib/intake/erased-mark.ts";
import { log } from "#lib/log.ts";

type Needs = { db: Db; signal: AbortSignal };

/** What one statement deletes at most: its locks are short, and others come in between. */
const BATCH = 1_000;
/** It goes on at its next time. */
const BUDGET_MS = 4 * 60_000;
/** Long after Meta's last repetition and the reach of a gap repair. */
const ERASED_DAYS = 40;

export type Retained = RetentionCounts & {
  /** False when the time was up before everything old was gone. */
  isComplete: boolean;
};

/**
 * Deletes what is older than its company keeps it, a batch at a time. Cut off it has deleted what it
 * has, and the next run goes on.
 */
export async function retain(
  { db, signal }: Needs,
  { budgetMs = BUDGET_MS }: { budgetMs?: number } = {},
): Promise<Retained> {
  const timeUp = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  const total = { events: 0, messages: 0, conversations: 0, audit: 0, alerts: 0 };
  for (const { tenantId, ...chosen } of await listRetention(db)) {
    await retainOf(tenantId, daysOf(chosen), total, { db, signal: timeUp });
  }
  await retainOf(null, RETENTION_DAYS, total, { db, signal: timeUp });
  await untilNone(() => deleteOldLimits(db, BATCH), timeUp);
  if (!timeUp.aborted) await deleteOldFacts(db, { prefix: ERASED, days: ERASED_DAYS });
  const count = Object.values(total).reduce((sum, each) => sum + each, 0);
  if (count > 0) log.info("old data deleted", { count });
  return { ...total, isComplete: !timeUp.aborted };
}

/** @param chosen Null where the company has chosen nothing. */
export function daysOf(chosen: { [Name in keyof RetentionDays]: number | null }): RetentionDays {
  return {
    events: chosen.events ?? RETENTION_DAYS.events,
    messages: chosen.messages ?? RETENTION_DAYS.messages,
    audit: chosen.audit ?? RETENTION_DAYS.audit,
  };
}

async function retainOf(
  tenantId: Owner,
  days: RetentionDays,
  total: RetentionCounts,
  { db, signal }: Needs,
): Promise<void> {
  const kept = (what: keyof RetentionDays) => ({ tenantId, days: days[what] });
  for (let after: number | null = 0; after !== null && !signal.aborted; ) {
    const part = await deleteOldEvents(db, { ...kept("events"), after, limit: BATCH });
    total.events += part.count;
    after = part.after;
  }
  total.alerts += await untilNone(() => deleteOldAlerts(db, kept("audit"), BATCH), signal);
  if (tenantId === null) return;
  total.messages += await untilNone(() => deleteOldMessages(db, kept("messages"), BATCH), signal);
  total.conversations += await untilNone(
    () => deleteOldConversations(db, kept("messages"), BATCH),
    signal,
  );
  total.audit += await untilNone(() => deleteOldAudit(db, kept("audit"), BATCH), signal);
}

async function untilNone(remove: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const count = await remove();
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
