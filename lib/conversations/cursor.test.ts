import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCursor, toCursor } from "./cursor.ts";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const AT = "2026-11-22T12:00:00.123Z";

test("a cursor reads back as the place it was made of", () => {
  const dates = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(dates, fc.uuid(), (at, id) => {
      expect(readCursor(toCursor({ at, id }))).toEqual({ at: at.toISOString(), id });
    }),
  );
});

test("a cursor needs no escaping in an address", () => {
  expect(toCursor({ at: new Date(AT), id: randomUUID() })).toMatch(/^[\w-]{1,200}$/);
});

describe("anything else is no cursor", () => {
  test.each([
    ["", null],
    ["not base64 !", null],
    [encode(null), null],
    [encode([]), null],
    [encode([AT]), null],
    [encode([AT, "1"]), null],
    [encode(["yesterday", randomUUID()]), null],
    [encode([`${AT}'; drop table`, randomUUID()]), null],
    [encode([AT, randomUUID(), "more"]), null],
    [encode(["0000-01-01T00:00:00Z", randomUUID()]), null],
    [encode({ at: AT, id: randomUUID() }), null],
  ])("%j", (cursor, expected) => {
    expect(readCursor(cursor)).toBe(expected);
  });

  test("whatever it is, reading never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cursor) => {
        expect(readCursor(cursor)).toBeNull();
      }),
    );
  });
});
