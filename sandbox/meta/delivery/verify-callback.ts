import { randomInt } from "node:crypto";
import { beginCall, noteResponse } from "#sandbox/calls/call-log.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";

export type Verification = {
  ok: boolean;
  status: number | null;
  body: string;
  challenge: string;
  problem: string | null;
};

/** The challenge that Meta puts to a callback before it subscribes it. */
export async function verifyCallback(
  sandbox: Sandbox,
  callbackUrl: string,
  verifyToken: string,
): Promise<Verification> {
  const challenge = String(randomInt(100_000_000, 2_000_000_000));
  const url = new URL(callbackUrl);
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.challenge", challenge);
  url.searchParams.set("hub.verify_token", verifyToken);
  const call = beginCall(sandbox.log, {
    server: "webhook",
    method: "GET",
    path: url.pathname,
    request: {
      size: challenge.length,
      show: () => ({ "hub.mode": "subscribe", "hub.challenge": challenge }),
    },
  });
  const startedAt = performance.now();
  const answer = await ask(url);
  call.ms = Math.round(performance.now() - startedAt);
  call.status = answer.status;
  const shown = answer.body.slice(0, 500);
  noteResponse(sandbox.log, call, { size: shown.length, show: () => shown });
  const problem = problemOf(answer, challenge);
  return { ok: problem === null, ...answer, body: shown, challenge, problem };
}

async function ask(url: URL): Promise<{ status: number | null; body: string }> {
  try {
    const response = await fetch(url, {
      headers: { "user-agent": "facebookplatform/1.0 (+http://developers.facebook.com)" },
      redirect: "manual",
      signal: AbortSignal.timeout(5000),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // No connection is an answer too: the callback is not verified.
    return { status: null, body: error instanceof Error ? error.message : String(error) };
  }
}

function problemOf(answer: { status: number | null; body: string }, challenge: string) {
  if (answer.status !== 200) return `the callback answered ${answer.status ?? "nothing"}`;
  return answer.body === challenge ? null : "the body is not exactly the challenge";
}
