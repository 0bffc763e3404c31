import { createHash, timingSafeEqual } from "node:crypto";

/** Meta sends digits. Anything printable goes back, but nothing that could be taken for markup. */
const CHALLENGE = /^[^\p{Cc}<>&"']{1,4096}$/u;

/**
 * The challenge to answer when Meta verifies the webhook's address, or null when the request is not
 * a verification with one of our tokens. A parameter given twice is refused.
 */
export function answerHandshake(
  query: URLSearchParams,
  verifyTokens: readonly string[],
): string | null {
  if (only(query, "hub.mode") !== "subscribe") return null;
  const token = only(query, "hub.verify_token");
  const challenge = only(query, "hub.challenge");
  if (token === null || challenge === null || !CHALLENGE.test(challenge)) return null;

  const given = digest(token);
  const isOurs = verifyTokens.some((expected) => timingSafeEqual(given, digest(expected)));
  return isOurs ? challenge : null;
}

function only(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** Hashing first makes the lengths equal, so that the comparison takes the same time for any token. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
