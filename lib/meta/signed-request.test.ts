import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSignedRequest } from "./signed-request.ts";

/** Vector 14.2 of the facts about the platform. */
const SECRET = "app-secret-example";
const VECTOR =
  "RRh9mmVjWXSHnxuIfAXTD6B71NQM2f4pZ1bsRm6LCCM.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6IjIxODQ3MSJ9";

const GOOD = '{"algorithm":"HMAC-SHA256","issued_at":1291836800,"user_id":"218471"}';
const padded = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, "=");

function sign(
  json: string | Buffer,
  { secret = SECRET, hash = "sha256", pad = false, encoding = "base64url" as BufferEncoding } = {},
): string {
  const encode = (bytes: Buffer) =>
    pad ? padded(bytes.toString(encoding)) : bytes.toString(encoding);
  const payload = encode(Buffer.from(json));
  return `${encode(createHmac(hash, secret).update(payload).digest())}.${payload}`;
}

const personOf = (value: string, secrets: readonly string[] = [SECRET]) =>
  readSignedRequest(value, secrets)?.facebookUserId ?? null;

test("the known answer is taken", () => {
  expect(readSignedRequest(VECTOR, [SECRET])).toMatchObject({
    facebookUserId: "218471",
    issuedAt: new Date("2010-12-08T19:33:20Z"),
  });
  expect(sign(GOOD)).toBe(VECTOR);
});

test("any configured secret may have signed it, and no other", () => {
  expect(personOf(VECTOR, ["the new one", SECRET])).toBe("218471");
  for (const secrets of [[], [""], ["the new one"]]) expect(personOf(VECTOR, secrets)).toBeNull();
});

test("padding may be there", () => {
  for (const json of [GOOD, `${GOOD} `, `${GOOD}  `]) {
    expect(personOf(sign(json, { pad: true }))).toBe("218471");
  }
});

describe("an id that is a number keeps its digits", () => {
  test.each(["218471", "10158000000000000001", "9007199254740993"])("%s", (digits) => {
    expect(personOf(sign(`{"algorithm":"HMAC-SHA256","user_id":${digits}}`))).toBe(digits);
  });
});

describe("refused", () => {
  const [signature = "", payload = ""] = VECTOR.split(".");
  test.each([
    ["nothing", ""],
    ["no dot", signature + payload],
    ["two dots", `${VECTOR}.`],
    ["three dots", `a.b.c.d`],
    ["no signature", `.${payload}`],
    ["half a signature", `${signature.slice(0, 20)}.${payload}`],
    ["no payload", `${signature}.`],
    ["another secret", sign(GOOD, { secret: "guess" })],
    ["SHA-1", sign(GOOD, { hash: "sha1" })],
    ["SHA-512", sign(GOOD, { hash: "sha512" })],
    ["algorithm none", sign('{"algorithm":"none","user_id":"1"}')],
    ["algorithm HMAC-SHA1", sign('{"algorithm":"HMAC-SHA1","user_id":"1"}')],
    ["no algorithm", sign('{"user_id":"1"}')],
    ["no JSON", sign("user_id=1")],
    ["no object", sign("[]")],
    ["not UTF-8", sign(Buffer.from([0x22, 0xff, 0x22]))],
    ["standard base64", sign(`${GOOD.slice(0, -1)},"x":"???>>>"}`, { encoding: "base64" })],
    ["no person", sign('{"algorithm":"HMAC-SHA256"}')],
    ["an empty id", sign('{"algorithm":"HMAC-SHA256","user_id":""}')],
    ["a fraction", sign('{"algorithm":"HMAC-SHA256","user_id":1.5}')],
    ["an exponent", sign('{"algorithm":"HMAC-SHA256","user_id":1e30}')],
    ["NUL", sign('{"algorithm":"HMAC-SHA256","user_id":"1\\u0000"}')],
    ["10 kB", sign(`{"algorithm":"HMAC-SHA256","user_id":"${"1".repeat(10_000)}"}`)],
    ["200 letters", sign(`{"algorithm":"HMAC-SHA256","user_id":"${"1".repeat(200)}"}`)],
    ["an object", sign('{"algorithm":"HMAC-SHA256","user_id":{}}')],
  ])("%s", (_what, value) => {
    expect(readSignedRequest(value, [SECRET])).toBeNull();
  });

  test("every change of one character of the payload", () => {
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.constantFrom("A", "b", "7", "_"), (at, letter) => {
        fc.pre(payload[at] !== letter);
        const changed = payload.slice(0, at) + letter + payload.slice(at + 1);
        expect(personOf(`${signature}.${changed}`)).toBeNull();
      }),
    );
  });
});

test("age is no reason", () => {
  for (const issued of ["0", "99999999999", '"yesterday"', "1e300"]) {
    const value = sign(`{"algorithm":"HMAC-SHA256","issued_at":${issued},"user_id":"7"}`);
    expect(personOf(value)).toBe("7");
  }
});

test("copies of one request have one fingerprint, however their signature is spelled", () => {
  const fingerprint = (value: string) => readSignedRequest(value, [SECRET])?.fingerprint;
  const [signature = "", payload = ""] = VECTOR.split(".");
  // The last of 43 characters carries two bits that mean nothing.
  const respelled = `${signature.slice(0, -1)}N.${payload}`;
  expect(fingerprint(respelled)).toBe(fingerprint(VECTOR));
  expect(fingerprint(`${signature}=.${payload}`)).toBe(fingerprint(VECTOR));
  expect(fingerprint(sign(GOOD.replace("800", "801")))).not.toBe(fingerprint(VECTOR));
});
