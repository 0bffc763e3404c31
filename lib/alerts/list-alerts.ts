import type { Db } from "#db/client.ts";
import { type AlertWithChannel, countOpenAlertsOf, listAlertsOf } from "#db/queries/alert-list.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { ALERT_KINDS } from "#lib/forms/alert-kinds.ts";
import type { AlertsPage } from "#lib/forms/views.ts";
import { type AlertPosition, readAlertCursor, toAlertCursor } from "./cursor.ts";
import { toAlertView } from "./to-alert-view.ts";

const LIMIT = 30;

type Looking = Pick<Viewer, "tenantId" | "role">;

/** What the viewer may know of: the tenant's own alerts, and an admin those of the whole installation. */
const scopesOf = ({ tenantId, role }: Looking) =>
  role === "admin" ? [tenantId, null] : [tenantId];

export async function listAlerts(
  { db }: { db: Db },
  viewer: Looking,
  { cursor, limit = LIMIT }: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<AlertsPage> {
  const position = cursor === undefined ? null : readAlertCursor(cursor);
  const rows = await listRows(db, scopesOf(viewer), position, limit + 1);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    alerts: shown.flatMap((row) => toAlertView(row) ?? []),
    open_count: await countOpenAlerts({ db }, viewer),
    next_cursor: last === undefined ? null : toAlertCursor(last),
  };
}

export function countOpenAlerts({ db }: { db: Db }, viewer: Looking): Promise<number> {
  return countOpenAlertsOf(db, { tenantIds: scopesOf(viewer), kinds: ALERT_KINDS });
}

/** Open ones, then closed ones; each scope and part is read in the order of its index. */
async function listRows(
  db: Db,
  scopes: (string | null)[],
  position: AlertPosition | null,
  limit: number,
): Promise<AlertWithChannel[]> {
  const rows: AlertWithChannel[] = [];
  for (const isOpen of position?.isOpen === false ? [false] : [true, false]) {
    const after = position?.isOpen === isOpen ? position.after : null;
    const missing = limit - rows.length;
    if (missing === 0) break;
    const parts = await Promise.all(
      scopes.map((tenantId) =>
        listAlertsOf(db, { tenantId, kinds: ALERT_KINDS, isOpen, after, limit: missing }),
      ),
    );
    rows.push(...parts.flat().sort(newestFirst).slice(0, missing));
  }
  return rows;
}

function newestFirst(one: AlertWithChannel, other: AlertWithChannel): number {
  const newer = other.openedAt.getTime() - one.openedAt.getTime();
  return newer === 0 ? Number(other.id > one.id) - Number(other.id < one.id) : newer;
}
