import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether `header` (`x-hub-signature-256`) is the HMAC-SHA256 of these very bytes under one of the
 * app secrets. No secrets, a missing or a malformed header: false.
 */
export function isSignedByMeta(
  body: Uint8Array,
  header: string | null | undefined,
  secrets: readonly string[],
): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1];
  if (hex === undefined) return false;

  const given = Buffer.from(hex, "hex");
  return secrets.some((secret) =>
    timingSafeEqual(given, createHmac("sha256", secret).update(body).digest()),
  );
}
