import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import {
  hasOpenAlert,
  insertAlert,
  lockOpenAlert,
  markAlertClosed,
  refreshAlert,
} from "#db/queries/alerts.ts";
import { listTenantIds } from "#db/queries/tenants.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { ALERT_SEVERITY, type AlertKind } from "./kinds.ts";

export type { AlertKind } from "./kinds.ts";

type Needs = { tx: Db; boss: PgBoss };

export type Problem = {
  /** Null when it concerns the whole installation. */
  tenantId: string | null;
  kind: AlertKind;
  /** A crm_channels id for `channel.*`, `events.*` and `replies.*`; "graph" or "voice-agent" for `upstream.*`; a key's id for `keys.*`. */
  subject: string;
  /** The code of the last error behind it. */
  code?: string;
};

/**
 * Says that a problem is there. However often and from wherever it is said, the problem has one open
 * alert; opening it tells the screens and the operator's webhook, in the caller's transaction if
 * there is one.
 */
export async function raiseAlert({ tx, boss }: Needs, problem: Problem): Promise<void> {
  const { tenantId, kind, subject, code = null } = problem;
  await tx.transaction(async (inner) => {
    const alert = { tenantId, kind, subject, severity: ALERT_SEVERITY[kind], code };
    for (;;) {
      const id = await insertAlert(inner, alert);
      if (id !== null) return await tellOfOpening({ tx: inner, boss }, { id, tenantId });
      if (await refreshAlert(inner, { kind, subject, code })) return;
      // It was closed between the two: the problem needs a new one.
    }
  });
}

/** Says that a problem lasts, if it has not been found to be over meanwhile. */
export async function keepAlert(
  { tx }: Pick<Needs, "tx">,
  problem: Omit<Problem, "tenantId">,
): Promise<void> {
  const { kind, subject, code = null } = problem;
  await refreshAlert(tx, { kind, subject, code });
}

/**
 * Says that a problem is over. Costs one look into an index when it has no open alert.
 *
 * @param unless Says that it is still there, asked when nobody can raise it any more; for problems
 * of which several may be there at once, and each is raised in the transaction that makes it.
 */
export async function closeAlert(
  { tx, boss }: Needs,
  problem: Pick<Problem, "kind" | "subject">,
  { unless }: { unless?: (tx: Db) => Promise<boolean> } = {},
): Promise<void> {
  if (!(await hasOpenAlert(tx, problem))) return;
  await tx.transaction(async (inner) => {
    const alert = await lockOpenAlert(inner, problem);
    if (alert === null || (await unless?.(inner))) return;
    await markAlertClosed(inner, alert.id);
    // A job that has yet to post the opening finds the closing by itself, and keeps its own payload.
    await enqueue({ tx: inner, boss }, "post-alert", { alertId: alert.id, openingIsPosted: true });
    await tellScreens(inner, alert.tenantId);
  });
}

async function tellOfOpening(
  { tx, boss }: Needs,
  { id, tenantId }: { id: string; tenantId: string | null },
): Promise<void> {
  await enqueue({ tx, boss }, "post-alert", { alertId: id });
  await tellScreens(tx, tenantId);
}

async function tellScreens(tx: Db, tenantId: string | null): Promise<void> {
  const tenantIds = tenantId === null ? await listTenantIds(tx) : [tenantId];
  for (const id of tenantIds) await announce(tx, id, { type: "alert" });
}
