import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testSecret } from "#sandbox/testing/start-test-sandbox.ts";
import { escapeJson, escapeJsonText } from "./escape-json.ts";
import { signBody } from "./sign-body.ts";

// Vector 14.1 of the platform facts: the body as it is on the wire, and its signature.
const onTheWire =
  '{"object":"page","entry":[{"id":"1","time":1700000000000,"messaging":[{"message":{"mid":"m_1","text":"\\u00e4\\u00f6 \\ud83d\\ude00 https:\\/\\/x.test\\/"}}]}]}';

describe("a delivery's bytes", () => {
  it("are escaped as Meta escapes them", () => {
    expect(escapeJson(JSON.parse(onTheWire))).toBe(onTheWire);
  });

  it("keep the escapes that stand in a text already", () => {
    expect(escapeJsonText(onTheWire)).toBe(onTheWire);
    expect(escapeJsonText('["\\\\/ \\/ /"]')).toBe('["\\\\\\/ \\/ \\/"]');
  });

  it("read as JSON are what was escaped, and hold nothing beyond ASCII", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const escaped = escapeJson(value);
        expect(JSON.parse(escaped)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(escaped).toMatch(/^[\x20-\x7e]*$/);
        expect(escapeJsonText(escaped)).toBe(escaped);
      }),
    );
  });

  it("carry the signature of the escaped form", () => {
    expect(signBody(onTheWire, testSecret)["x-hub-signature-256"]).toBe(
      "sha256=d67842e808b891622d58aed996d68f135d01a3d04f6b7af0aa02416985fd0054",
    );
  });

  it("sign differently when written as plain JSON", () => {
    const plain = JSON.stringify(JSON.parse(onTheWire));
    expect(signBody(plain, testSecret)["x-hub-signature-256"]).toBe(
      "sha256=66a8d6f58423f7e6b3e6afc4f63dd4c5e3b0b4e7deeb2dc1c62f72a6608362a0",
    );
  });
});
