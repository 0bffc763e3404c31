import { z } from "zod";
import type { Position } from "#db/queries/position.ts";

/** A place in the list of alerts: among the open or the closed ones, and where there. */
export type AlertPosition = { isOpen: boolean; after: Position };

/** PostgreSQL knows no year 0. */
const instant = z.iso.datetime().refine((at) => !at.startsWith("0000"));
const positionSchema = z.tuple([z.boolean(), instant, z.uuid()]);

/** Opaque for callers: where the next part of the list begins. */
export function toAlertCursor(alert: {
  id: string;
  openedAt: Date;
  closedAt: Date | null;
}): string {
  const position = [alert.closedAt === null, alert.openedAt.toISOString(), alert.id];
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Null for anything that is not a cursor of ours. */
export function readAlertCursor(cursor: string): AlertPosition | null {
  try {
    const text = Buffer.from(cursor, "base64url").toString();
    const [isOpen, at, id] = positionSchema.parse(JSON.parse(text));
    return { isOpen, after: { at, id } };
  } catch {
    return null;
  }
}
