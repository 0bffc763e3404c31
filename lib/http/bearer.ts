import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request carries the secret; the comparison takes the same time for any other. */
export function isBearer(headers: Headers, secret: string): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
