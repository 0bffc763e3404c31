import { beginCall, noteResponse } from "#sandbox/calls/call-log.ts";
import { maskSecrets } from "#sandbox/calls/mask.ts";
import { logBody } from "#sandbox/calls/readable.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { countTry, type MessageNames } from "./delivery-stats.ts";
import { postBytes } from "./post-bytes.ts";
import { signBody } from "./sign-body.ts";

export type Posted = { status: number | null; body: string; ms: number };

// Meta gives up waiting after five seconds.
const answerWithinMs = 5000;

/** Posts one signed body; a status of null means no answer. Every try stands in the log. */
export async function postDelivery(
  sandbox: Sandbox,
  delivery: {
    url: string;
    body: string;
    messages: MessageNames;
    attempt?: number;
    headers?: Record<string, string>;
  },
): Promise<Posted> {
  const { log, deliveries, settings } = sandbox;
  const url = new URL(delivery.url);
  const call = beginCall(log, {
    server: "webhook",
    method: "POST",
    path: url.pathname,
    request: settings.log_bodies ? logBody("application/json", delivery.body) : null,
    attempt: delivery.attempt ?? 1,
  });
  const startedAt = performance.now();
  const answer = await postBytes(url, {
    body: delivery.body,
    withinMs: answerWithinMs,
    headers: {
      "content-type": "application/json",
      accept: "*/*",
      "user-agent": "facebookexternalua",
      ...signBody(delivery.body, sandbox.config.appSecret),
      ...delivery.headers,
    },
  });
  call.ms = Math.round((performance.now() - startedAt) * 10) / 10;
  call.status = answer.status;
  const shown = answer.body.slice(0, 500);
  noteResponse(log, call, { size: shown.length, show: () => maskSecrets(shown) });
  countTry(deliveries.stats, { status: answer.status, ms: call.ms }, delivery.messages);
  return { ...answer, ms: call.ms };
}
