import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { brokenAnswer } from "./broken-answer.ts";
import { cutLine, hang, sendHalf, sendSlowly, type Whole } from "./broken-line.ts";
import type { Fault } from "./faults.ts";

/** Spoils one call as the fault says. `proceed` lets the call take effect and answers its response. */
export async function applyFault(
  fault: Fault,
  bindings: Partial<HttpBindings>,
  proceed: () => Promise<Response>,
): Promise<Response> {
  const waitMs = fault.kind === "slow-body" ? 0 : (fault.latency_ms ?? 0);
  if (fault.kind === "latency" && fault.effect) {
    const answer = await proceed();
    await sleep(waitMs);
    return answer;
  }
  if (waitMs > 0) await sleep(waitMs);
  switch (fault.kind) {
    case "latency":
      return proceed();
    case "hang":
      if (fault.effect) await proceed();
      return hang(bindings);
    case "reset-before":
      return cutLine(bindings);
    case "reset-after":
      await proceed();
      return cutLine(bindings);
    case "truncated":
      return sendHalf(bindings, await wholeAnswer(fault, fault.effect ?? false, proceed));
    case "slow-body": {
      const whole = await wholeAnswer(fault, fault.effect ?? true, proceed);
      return sendSlowly(bindings, whole, fault.latency_ms ?? 10_000);
    }
    case "wrong-type": {
      const whole = await wholeAnswer(fault, fault.effect ?? false, proceed);
      // The right answer under a wrong name, or a page of HTML under the right one.
      const type = fault.effect ? "text/html; charset=utf-8" : whole.headers["content-type"];
      const headers = { ...whole.headers, "content-type": fault.content_type ?? type ?? "" };
      return new Response(whole.body, { status: whole.status, headers });
    }
    default:
      if (fault.effect) await proceed();
      return brokenAnswer(fault);
  }
}

/** What would have been answered: the right answer where the call takes effect, else an invented one. */
async function wholeAnswer(
  fault: Fault,
  takesEffect: boolean,
  proceed: () => Promise<Response>,
): Promise<Whole> {
  const answer = takesEffect ? await proceed() : brokenAnswer(fault);
  const headers = {
    ...Object.fromEntries(answer.headers),
    ...(fault.retry_after === undefined ? {} : { "retry-after": fault.retry_after }),
    ...fault.headers,
  };
  return {
    status: fault.status ?? answer.status,
    headers: fault.content_type ? { ...headers, "content-type": fault.content_type } : headers,
    body: fault.body ?? (await answer.text()),
  };
}
