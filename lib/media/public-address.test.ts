import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

test.each(["157.240.205.1", "31.13.81.1", "1.1.1.1", "2a03:2880:f1ff:83::25de", "2606:4700::1111"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe("not public", () => {
  test.each([
    ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
    ["this host", "0.0.0.0", "0.1.2.3", "::"],
    ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "fc00::1"],
    ["link-local", "169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"],
    ["metadata", "169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192"],
    ["metadata of Azure", "168.63.129.16", "::ffff:168.63.129.16"],
    ["carrier", "100.64.0.1", "100.127.255.254"],
    ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    ["broadcast and reserved", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"],
    ["mapped", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
    ["compatible", "::127.0.0.1", "::7f00:1", "::a00:1"],
    ["translated", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "::ffff:0:127.0.0.1"],
    ["tunnels", "2002:7f00:1::", "2001:0:1::1"],
    ["documents", "2001:db8::1", "3fff::1", "203.0.113.1"],
    ["not an address", "", "localhost", "fbcdn.net", "1.2.3.4.5", "[::1]", "127.0.0.1:80"],
    ["written otherwise", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"],
  ])("%s", (_range, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test("inside of IPv6 no address becomes more than it was", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
        expect(isPublicAddress(`::${address}`) && !isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
      }),
    );
  });

  test("nothing is loopback and public at once", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (address) => {
        expect(isPublicAddress(address) && isLoopbackAddress(address)).toBe(false);
      }),
    );
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["10.0.0.1", false],
  ["157.240.205.1", false],
  ["localhost", false],
])("%s is loopback: %s", (address, is) => {
  expect(isLoopbackAddress(address)).toBe(is);
});
