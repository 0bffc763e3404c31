import { workOffSoon } from "#app/_work-off-soon.ts";
import { env } from "#lib/env.ts";
import { errorCode } from "#lib/errors.ts";
import { problem, text } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/read-body.ts";
import { withDeadline } from "#lib/http/with-deadline.ts";
import { acceptDelivery } from "#lib/intake/accept-delivery.ts";
import { answerVerification } from "#lib/intake/answer-verification.ts";
import { log } from "#lib/log.ts";
import { services } from "#lib/services.ts";

/** Seconds that a serverless host gives it, with the work after the answer. */
export const maxDuration = 60;

/** Above Meta's largest deliveries (facts: a few MB). */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** Meta takes no answer within 5 s for a failure; a late store is a copy that changes nothing. */
const ANSWER_MS_MAX = 4_000;

/** Meta verifies that the address is ours. */
export async function GET(request: Request): Promise<Response> {
  const challenge = answerVerification(new URL(request.url).searchParams, {
    verifyTokens: env().FB_WEBHOOK_VERIFY_TOKEN,
  });
  return challenge === null ? text("Forbidden", 403) : text(challenge, 200);
}

/** Meta delivers events. 200 means stored; 503 asks Meta to deliver again. */
export async function POST(request: Request): Promise<Response> {
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return problem(413, "too_large", "The delivery is larger than 5 MiB.");
  try {
    const verdict = await withDeadline(
      accept(body, request.headers.get("x-hub-signature-256")),
      ANSWER_MS_MAX,
    );
    if (verdict === "unsigned") return text("Invalid signature", 401);
    workOffSoon();
    return text("EVENT_RECEIVED", 200);
  } catch (error) {
    log.error("delivery not stored", { code: errorCode(error) });
    return text("Not stored", 503, { "retry-after": "5" });
  }
}

async function accept(body: Uint8Array, signature: string | null) {
  return acceptDelivery(
    { body, signature, receivedAt: new Date() },
    {
      appSecrets: env().FACEBOOK_APP_SECRET,
      // Opened only for what Meta signed, and not needed to refuse the rest.
      storeDelivery: async (delivery) => (await services()).storeDelivery(delivery),
    },
  );
}
