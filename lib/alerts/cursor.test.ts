import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { toCursor } from "#lib/conversations/cursor.ts";
import { readAlertCursor, toAlertCursor } from "./cursor.ts";

const id = randomUUID();
const openedAt = new Date("2026-11-22T12:00:00.123Z");
const after = { at: openedAt.toISOString(), id };

test("a cursor knows its place and its part of the list", () => {
  expect(readAlertCursor(toAlertCursor({ id, openedAt, closedAt: null }))).toEqual({
    isOpen: true,
    after,
  });
  expect(readAlertCursor(toAlertCursor({ id, openedAt, closedAt: new Date() }))).toEqual({
    isOpen: false,
    after,
  });
});

test.each([
  "",
  "o",
  "c",
  "x",
  toCursor({ at: openedAt, id }),
  `x${toCursor({ at: openedAt, id })}`,
])("%j is none", (cursor) => {
  expect(readAlertCursor(cursor)).toBeNull();
});
