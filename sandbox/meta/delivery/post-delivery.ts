import { beginCall } from "#sandbox/calls/call-log.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { signBody } from "./sign-body.ts";

export type Posted = { status: number | null; body: string; ms: number };

// Meta gives up waiting after five seconds.
const answerWithinMs = 5000;

/** Posts one signed body; a status of null means no answer. Every try stands in the log. */
export async function postDelivery(
  sandbox: Sandbox,
  delivery: { url: string; body: string; attempt?: number; headers?: Record<string, string> },
): Promise<Posted> {
  const call = beginCall(sandbox.log, {
    server: "webhook",
    method: "POST",
    path: new URL(delivery.url).pathname,
    request: parsed(delivery.body),
    attempt: delivery.attempt ?? 1,
  });
  const startedAt = performance.now();
  const answer = await post(sandbox, delivery);
  call.ms = Math.round((performance.now() - startedAt) * 10) / 10;
  call.status = answer.status;
  call.response = answer.body.slice(0, 500);
  return { ...answer, ms: call.ms };
}

async function post(
  sandbox: Sandbox,
  delivery: { url: string; body: string; headers?: Record<string, string> },
): Promise<Omit<Posted, "ms">> {
  try {
    const response = await fetch(delivery.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "*/*",
        "user-agent": "facebookexternalua",
        ...signBody(delivery.body, sandbox.config.appSecret),
        ...delivery.headers,
      },
      body: delivery.body,
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // Refused, reset and too slow all mean the same to Meta: not delivered.
    return { status: null, body: error instanceof Error ? error.message : String(error) };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A test may post anything; the log shows it as it is.
    return body.slice(0, 2000);
  }
}
