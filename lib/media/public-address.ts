import ipaddr from "ipaddr.js";

/** Azure's host answers its guests here, from the middle of the public addresses. */
const AZURE_HOST = "168.63.129.16";
/** The only part of IPv6 that is given out to the public; `::127.0.0.1` and its like lie outside. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/** Whether a resolved address belongs to the public internet and to no special use. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" ? parsed.toString() !== AZURE_HOST : parsed.match(GLOBAL_IPV6);
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
