import { describe, expect, test } from "vitest";
import { isOwnNavigation, isOwnOrigin } from "./own-origin.ts";

const OURS = "https://crm.example";

describe("a request that changes something", () => {
  test.each<[Record<string, string>, boolean]>([
    [{ origin: OURS }, true],
    [{ origin: OURS, "sec-fetch-site": "cross-site" }, true],
    [{}, true],
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ origin: "https://evil.example" }, false],
    [{ origin: "https://crm.example.evil.example" }, false],
    [{ origin: "http://crm.example" }, false],
    [{ origin: "https://crm.example:8443" }, false],
    [{ origin: "https://CRM.example" }, false],
    [{ origin: "null" }, false],
    [{ origin: "" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
  ])("with %j is ours: %s", (headers, expected) => {
    expect(isOwnOrigin(new Headers(headers), OURS)).toBe(expected);
  });

  test("a path in our own address makes no difference", () => {
    expect(isOwnOrigin(new Headers({ origin: OURS }), `${OURS}/switchboard`)).toBe(true);
  });
});

describe("a navigation", () => {
  test.each<[Record<string, string>, boolean]>([
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{}, true],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "anything" }, false],
  ])("with %j is ours: %s", (headers, expected) => {
    expect(isOwnNavigation(new Headers(headers))).toBe(expected);
  });
});
