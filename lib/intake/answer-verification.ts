import { answerHandshake } from "#lib/meta/handshake.ts";

/** What to answer when Meta verifies the webhook's address: its challenge, or null for a refusal. */
export function answerVerification(
  query: URLSearchParams,
  { verifyTokens }: { verifyTokens: readonly string[] },
): string | null {
  return answerHandshake(query, verifyTokens);
}
