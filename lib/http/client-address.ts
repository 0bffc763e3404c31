import { isIPv4, isIPv6 } from "node:net";

/**
 * Who sent a request to the Node host, which writes it over `x-forwarded-for` before anybody reads it.
 *
 * Without TLS (APP_BASE_URL is http, so on this machine only) nobody stands in between: the socket
 * knows, and whatever a client says is nothing. With https a proxy ends TLS in front of this process.
 * It adds its own client at the end of the header; what stands before that, anybody may have
 * written. A peer with a public address is no proxy of this installation and counts as itself.
 */
export function senderAddress(
  { socketAddress, forwardedFor }: { socketAddress: string; forwardedFor: string | undefined },
  appBaseUrl: string,
): string {
  const peer = plain(socketAddress);
  if (!appBaseUrl.startsWith("https:") || !isPrivate(peer)) return peer;
  const last = plain(forwardedFor?.split(",").at(-1) ?? "");
  return isIPv4(last) || isIPv6(last) ? last : peer;
}

/**
 * The address that limits count by; an IPv6 network of 64 bits is one, because one person has it all.
 *
 * It reads `x-forwarded-for`, which the host in front has written anew: `server/main.ts`, or Vercel,
 * which passes on nothing that a client put there.
 */
export function addressOf(headers: Headers): string {
  const address = plain(headers.get("x-forwarded-for")?.split(",")[0] ?? "");
  if (isIPv4(address)) return address;
  return isIPv6(address) ? network(address) : "unknown";
}

/** Without IPv6's zone, and as IPv4 where it is that. */
function plain(address: string): string {
  return address
    .trim()
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
}

function isPrivate(address: string): boolean {
  if (isIPv4(address)) {
    return /^(127|10)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\./.test(address);
  }
  return address === "::1" || /^f[cd]|^fe[89ab]/i.test(address);
}

function network(address: string): string {
  // WHATWG's URL writes it in its one shortest form.
  const [left = "", right = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const zeros = Math.max(0, 8 - groups(left).length - groups(right).length);
  const all = [...groups(left), ...Array.from({ length: zeros }, () => "0"), ...groups(right)];
  return `${all.slice(0, 4).join(":")}::/64`;
}
