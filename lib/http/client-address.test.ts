import { expect, test } from "vitest";
import { addressOf, senderAddress } from "./client-address.ts";

const PROXY = "::ffff:10.0.0.2";

test.each([
  ["http://localhost:3000", "127.0.0.1", "203.0.113.9", "127.0.0.1"],
  ["http://localhost:3000", "::1", undefined, "::1"],
  ["https://crm.example", PROXY, "203.0.113.9", "203.0.113.9"],
  ["https://crm.example", PROXY, "1.2.3.4, 203.0.113.9", "203.0.113.9"],
  ["https://crm.example", PROXY, "1.2.3.4, nonsense", "10.0.0.2"],
  ["https://crm.example", PROXY, undefined, "10.0.0.2"],
  ["https://crm.example", "fd00::2", "2001:db8::7", "2001:db8::7"],
  ["https://crm.example", "198.51.100.3", "203.0.113.9", "198.51.100.3"],
  ["https://crm.example", "172.32.0.1", "203.0.113.9", "172.32.0.1"],
])(
  "at %s a request from %s that names %j comes from %s",
  (base, socketAddress, forwardedFor, expected) => {
    expect(senderAddress({ socketAddress, forwardedFor }, base)).toBe(expected);
  },
);

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["no address", "unknown"],
])("%s counts as %s", (header, expected) => {
  expect(addressOf(new Headers({ "x-forwarded-for": header }))).toBe(expected);
});

test("a request that nobody vouches for counts with all others of its kind", () => {
  expect(addressOf(new Headers())).toBe("unknown");
});
