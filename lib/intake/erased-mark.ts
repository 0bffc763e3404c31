import { createHmac, hkdfSync } from "node:crypto";

const PURPOSE = "switchboard: marks of erased customers";
const BYTES = 32;

/**
 * Names the fact that a customer was erased without naming the customer: a keyed digest of the
 * conversation's key. What they did up to then is not stored again (lib/intake/store-delivery.ts).
 */
export function erasedMarks(secret: string): (conversationKey: string) => string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, BYTES));
  return (conversationKey) =>
    `${ERASED}${createHmac("sha256", key).update(conversationKey).digest("base64url")}`;
}

/** How the keys of these facts begin. */
export const ERASED = "erased:";
