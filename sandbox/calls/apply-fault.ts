import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { newTraceId } from "#sandbox/state/random-ids.ts";
import type { Fault } from "./faults.ts";

/** Spoils one call as the fault says. `proceed` lets the call take effect and answers its response. */
export async function applyFault(
  fault: Fault,
  bindings: Partial<HttpBindings>,
  proceed: () => Promise<Response>,
): Promise<Response> {
  if (fault.latency_ms) await sleep(fault.latency_ms);
  if (fault.kind === "latency") return proceed();
  if (fault.kind === "hang") return hang(bindings);
  if (fault.kind === "reset-before") return cutLine(bindings);
  if (fault.kind === "reset-after") {
    await proceed();
    return cutLine(bindings);
  }
  if (fault.effect) await proceed();
  return brokenAnswer(fault);
}

function brokenAnswer(fault: Fault): Response {
  const json = { "content-type": "application/json; charset=UTF-8", ...fault.headers };
  switch (fault.kind) {
    case "graph-error":
      return new Response(JSON.stringify(graphErrorOf(fault)), {
        status: fault.status ?? usualStatus(fault.code ?? 1),
        headers: json,
      });
    case "html":
      return new Response(
        "<!DOCTYPE html><title>Error</title><h1>Sorry, something went wrong.</h1>",
        {
          status: fault.status ?? 502,
          headers: { "content-type": "text/html; charset=utf-8", ...fault.headers },
        },
      );
    case "invalid-json":
      return new Response('{"data":[{"id":"10', { status: fault.status ?? 200, headers: json });
    case "empty":
      return new Response(null, { status: fault.status ?? 200, headers: fault.headers ?? {} });
    default: {
      const text = fault.message ?? "The sandbox was told to refuse this call.";
      return new Response(JSON.stringify({ error: { message: text } }), {
        status: fault.status ?? 500,
        headers: json,
      });
    }
  }
}

function graphErrorOf(fault: Fault) {
  const code = fault.code ?? 1;
  return {
    error: {
      message: fault.message ?? `(#${code}) The sandbox was told to refuse this call.`,
      type: "OAuthException",
      ...(fault.is_transient === undefined ? {} : { is_transient: fault.is_transient }),
      code,
      ...(fault.subcode === undefined ? {} : { error_subcode: fault.subcode }),
      fbtrace_id: newTraceId(),
    },
  };
}

function usualStatus(code: number): number {
  if (code === 1 || code === 2) return 500;
  if ([4, 17, 32, 200, 341, 613].includes(code)) return 403;
  return 400;
}

async function hang(bindings: Partial<HttpBindings>): Promise<Response> {
  await new Promise<void>((resolve) => {
    bindings.outgoing?.once("close", () => resolve());
  });
  return RESPONSE_ALREADY_SENT;
}

function cutLine(bindings: Partial<HttpBindings>): Response {
  bindings.incoming?.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}
