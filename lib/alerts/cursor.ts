import type { Position } from "#db/queries/position.ts";
import { readCursor, toCursor } from "#lib/conversations/cursor.ts";

/** A place in the list of alerts: among the open or the closed ones, and where there. */
export type AlertPosition = { isOpen: boolean; after: Position };

/** Opaque for callers: where the next part of the list begins. */
export function toAlertCursor(alert: {
  id: string;
  openedAt: Date;
  closedAt: Date | null;
}): string {
  const part = alert.closedAt === null ? "o" : "c";
  return part + toCursor({ at: alert.openedAt, id: alert.id });
}

/** Null for anything that is not a cursor of ours. */
export function readAlertCursor(cursor: string): AlertPosition | null {
  const after = readCursor(cursor.slice(1));
  if (after === null || !/^[oc]/.test(cursor)) return null;
  return { isOpen: cursor.startsWith("o"), after };
}
