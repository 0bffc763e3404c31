import { workOffSoon } from "#app/_work-off-soon.ts";
import { env } from "#lib/env.ts";
import { addressOf } from "#lib/http/client-address.ts";
import { problem, text, tooManyRequests } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/read-body.ts";
import { answerVerification } from "#lib/intake/answer-verification.ts";
import { DELIVERY_BYTES_MAX, receiveDelivery } from "#lib/intake/receive-delivery.ts";
import { services } from "#lib/services.ts";

/** Seconds that a serverless host gives it, with the work after the answer. */
export const maxDuration = 60;

/** Meta verifies that the address is ours. Guesses are limited; deliveries never are. */
export async function GET(request: Request): Promise<Response> {
  const challenge = answerVerification(new URL(request.url).searchParams, {
    verifyTokens: env().FB_WEBHOOK_VERIFY_TOKEN,
  });
  if (challenge !== null) return text(challenge, 200);
  const { limits } = await services();
  const waitMs = await limits.take("webhook-verification", addressOf(request.headers));
  return waitMs === null ? text("Forbidden", 403) : tooManyRequests(waitMs);
}

/** Meta delivers events. On a Node host server/webhook.ts answers in its place. */
export async function POST(request: Request): Promise<Response> {
  const body = await readBody(request, DELIVERY_BYTES_MAX);
  if (body === null) return problem(413, "too_large", "The delivery is larger than 5 MiB.");
  const signature = request.headers.get("x-hub-signature-256");
  const answer = await receiveDelivery({ body, signature }, env(), storeDelivery);
  if (answer.status === 200) workOffSoon();
  return text(answer.text, answer.status, answer.headers);
}

const storeDelivery = async () => (await services()).storeDelivery;
