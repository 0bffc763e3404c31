import { z } from "zod";
import type { Position } from "#db/queries/position.ts";

/** PostgreSQL knows no year 0. */
const instant = z.iso.datetime().refine((at) => !at.startsWith("0000"));
const positionSchema = z.tuple([instant, z.uuid()]);

/** Opaque for callers: where the next part of a list begins. */
export function toCursor({ at, id }: { at: Date; id: string }): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

/** Null for anything that is not a cursor of ours. */
export function readCursor(cursor: string): Position | null {
  try {
    const text = Buffer.from(cursor, "base64url").toString();
    const [at, id] = positionSchema.parse(JSON.parse(text));
    return { at, id };
  } catch {
    return null;
  }
}
