import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { readAlertCursor, toAlertCursor } from "./cursor.ts";

const id = randomUUID();
const openedAt = new Date("2026-11-22T12:00:00.123Z");
const after = { at: openedAt.toISOString(), id };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a cursor knows its place and its part of the list", () => {
  const open = toAlertCursor({ id, openedAt, closedAt: null });
  expect(open).toMatch(/^[\w-]{1,200}$/);
  expect(readAlertCursor(open)).toEqual({ isOpen: true, after });
  const closed = toAlertCursor({ id, openedAt, closedAt: new Date() });
  expect(readAlertCursor(closed)).toEqual({ isOpen: false, after });
});

test.each([
  "",
  "not base64 !",
  encode(null),
  encode([after.at, id]),
  encode([1, after.at, id]),
  encode([true, "yesterday", id]),
  encode([true, "0000-01-01T00:00:00Z", id]),
  encode([true, after.at, "1"]),
])("%j is none", (cursor) => {
  expect(readAlertCursor(cursor)).toBeNull();
});
