import { createHash } from "node:crypto";
import { findPersonByKey } from "#sandbox/world-guests.ts";
import { pngFile } from "./png-file.ts";

const SIDE = 128;

/** A customer's picture as Meta gives it out: head and shoulders in a colour of their own; null for a key of nobody. */
export function portraitPng(key: string): Buffer | null {
  if (findPersonByKey(key) === null) return null;
  const digest = createHash("sha256").update(key).digest();
  const channel = (at: number) => 70 + ((digest[at] ?? 0) % 110);
  const ground = [channel(0), channel(1), channel(2)] as const;
  const figure = [ground[0] + 70, ground[1] + 70, ground[2] + 70] as const;
  return pngFile(SIDE, SIDE, (x, y) =>
    isWithin(x, y, 50, 24) || isWithin(x, y, 132, 50) ? figure : ground,
  );
}

/** A disc in the middle of the picture's width. */
function isWithin(x: number, y: number, centre: number, radius: number): boolean {
  return Math.hypot(x - SIDE / 2, y - centre) < radius;
}
