import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { findOpenAlertCode } from "#db/queries/alerts.ts";
import { type AlertKind, closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";

type Needs = { tx: Db; boss: PgBoss };

/** So many days ahead a person is told, each time anew. */
const WARNED_DAYS = [1, 3, 7, 14] as const;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The smallest of the steps that an end has come within; null while it is far, 0 when it has come. */
export function stepBefore(end: Date | null, now: Date): 0 | (typeof WARNED_DAYS)[number] | null {
  if (end === null) return null;
  const leftMs = end.getTime() - now.getTime();
  if (leftMs <= 0) return 0;
  return WARNED_DAYS.find((days) => leftMs <= days * DAY_MS) ?? null;
}

/**
 * Tells people ahead that a login ends, and that Meta will stop showing customers' profiles to it.
 * At each step the alert opens anew, so that the operator's webhook hears of it again.
 */
export async function warnOfEnd(
  needs: Needs,
  {
    tenantId,
    accountId,
    expiresAt,
    dataAccessExpiresAt,
  }: {
    tenantId: string;
    accountId: string;
    expiresAt: Date | null;
    dataAccessExpiresAt: Date | null;
  },
): Promise<void> {
  const now = new Date();
  const ends: [AlertKind, string, Date | null][] = [
    ["account.expiring", "accounts.ends-within", expiresAt],
    ["account.data-access-ending", "accounts.data-access-ends-within", dataAccessExpiresAt],
  ];
  for (const [kind, code, end] of ends) {
    const problem = { kind, subject: accountId };
    const step = stepBefore(end, now);
    const wanted = step === null ? null : `${code}-${step}`;
    const open = await findOpenAlertCode(needs.tx, problem);
    if (open !== undefined && open !== wanted) await closeAlert(needs, problem);
    if (wanted !== null) await raiseAlert(needs, { ...problem, tenantId, code: wanted });
  }
}
